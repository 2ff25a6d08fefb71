package dev.quern.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.address.Addresses;
import dev.quern.core.error.QuernException;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::169.254.169.254",
                "2002:7f00:1::",
                "ff02::1"
            })
    void whatOnlyThisServerReachesIsNotCalled(String address) throws Exception {
        assertThat(Addresses.mayBeReached(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "10.1.2.3", "192.168.1.1", "2606:4700::1111", "64:ff9b::808:808"})
    void othersAre(String address) throws Exception {
        assertThat(Addresses.mayBeReached(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/",
                "http:///path",
                "http://user:pass@host/",
                "file:///etc/passwd",
                "host",
                "http://a b/",
                "mailto:a@b"
            })
    void whatIsNoCallbackIsRefused(String url) {
        assertThatThrownBy(() -> CallbackTarget.parse(url)).isInstanceOf(QuernException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:80/x", "http://[::1]/", "http://localhost/", "http://2130706433/"})
    void anAddressOfThisMachineNeedsToBeAllowed(String url) {
        assertThatThrownBy(() -> CallbackTarget.parse(url).address(Set.of())).isInstanceOf(QuernException.class);
    }
}
