package dev.quern.node.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Egress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final long LATER = Gate.TTL.toNanos() + 1;

    private final Destinations destinations = new Destinations(Network.anyOf("93.184.0.0/16, 198.51.100.7"));

    @Test
    void aNameLetsThroughWhatWasToldForItAtItsPort() throws Exception {
        Gate gate = gate("db.test:5432");
        assertThat(gate.decide(ip("10.1.2.3"), 5432, 0)).isInstanceOf(Gate.Refused.class);
        assertThat(gate.pin("db.test", List.of(ip("10.1.2.3")), 0)).containsExactly(ip("10.1.2.3"));
        assertThat(gate.decide(ip("10.1.2.3"), 5432, 1)).isInstanceOf(Gate.Allowed.class);
        assertThat(gate.decide(ip("10.1.2.3"), 5433, 1)).isInstanceOf(Gate.Refused.class);
        assertThat(gate.decide(ip("10.1.2.4"), 5432, 1)).isInstanceOf(Gate.Refused.class);
    }

    @Test
    void whatWasToldLongAgoIsAskedForAgain() throws Exception {
        Gate gate = gate("db.test:5432");
        gate.pin("db.test", List.of(ip("10.1.2.3")), 0);
        assertThat(gate.decide(ip("10.1.2.3"), 5432, LATER)).isEqualTo(new Gate.Ask("db.test"));
        gate.pin("db.test", List.of(ip("10.9.9.9")), LATER);
        assertThat(gate.decide(ip("10.1.2.3"), 5432, LATER)).isEqualTo(new Gate.Ask("db.test"));
        gate.pin("db.test", List.of(ip("10.1.2.3")), LATER);
        assertThat(gate.decide(ip("10.1.2.3"), 5432, LATER)).isInstanceOf(Gate.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "169.254.169.254",
                "169.254.1.1",
                "100.100.100.200",
                "168.63.129.16",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::ffff:127.0.0.1",
                "fd00:ec2::254",
                "2606:4700::1111",
                "93.184.216.34",
                "198.51.100.7"
            })
    void nobodyIsLetThroughToThese(String address) throws Exception {
        Gate any = new Gate(Egress.ANY, destinations);
        assertThat(any.decide(ip(address), 80, 0)).isInstanceOf(Gate.Refused.class);
        assertThat(any.pin("evil.test", List.of(ip(address)), 0)).isEmpty();
        Gate named = gate("evil.test:80");
        assertThat(named.pin("evil.test", List.of(ip(address)), 0)).isEmpty();
        assertThat(named.decide(ip(address), 80, 0)).isInstanceOf(Gate.Refused.class);
        if (ip(address).getAddress().length == 4) {
            assertThat(gate(ip(address).getHostAddress() + ":80").decide(ip(address), 80, 0))
                    .isInstanceOf(Gate.Refused.class);
        }
    }

    @Test
    void theMachinesOwnAddressesAreNobodys() throws Exception {
        InetAddress own = java.net.NetworkInterface.networkInterfaces()
                .flatMap(java.net.NetworkInterface::inetAddresses)
                .filter(java.net.Inet4Address.class::isInstance)
                .filter(address -> !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow();
        assertThat(gate(own.getHostAddress() + ":80").decide(own, 80, 0)).isInstanceOf(Gate.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1"})
    void privateNetworksAreReachedByNameOrAddressOnly(String address) throws Exception {
        assertThat(new Gate(Egress.ANY, destinations).decide(ip(address), 80, 0))
                .isInstanceOf(Gate.Refused.class);
        assertThat(gate(address + ":80").decide(ip(address), 80, 0)).isInstanceOf(Gate.Allowed.class);
        assertThat(gate(address + ":80").decide(ip(address), 81, 0)).isInstanceOf(Gate.Refused.class);
    }

    @Test
    void anyIsEveryPublicAddress() throws Exception {
        Gate any = new Gate(Egress.ANY, destinations);
        assertThat(any.decide(ip("8.8.8.8"), 443, 0)).isInstanceOf(Gate.Allowed.class);
        assertThat(any.mayAsk("whatever.test")).isTrue();
    }

    @Test
    void onlyListedNamesAreAskedFor() {
        Gate gate = gate("db.test:5432,10.1.2.3:80");
        assertThat(gate.mayAsk("db.test")).isTrue();
        assertThat(gate.mayAsk("x.db.test")).isFalse();
        assertThat(gate.mayAsk("10.1.2.3")).isFalse();
    }

    @Test
    void whatIsToldIsBoundedAndForgotten() throws Exception {
        Gate gate = gate("db.test:5432");
        for (int i = 0; i < 2000; i++) {
            gate.pin("db.test", List.of(ip("10.1." + i / 250 + "." + i % 250)), 0);
        }
        assertThat(gate.decide(ip("10.1.0.0"), 5432, 0)).isInstanceOf(Gate.Refused.class);
        assertThat(gate.decide(ip("10.1.7.249"), 5432, 0)).isInstanceOf(Gate.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/0", "x", "10.0.0.0/8/8", "fe80::/10", "10.0.0/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Network.anyOf(text)).isInstanceOf(QuernException.class);
    }

    private Gate gate(String egress) {
        return new Gate(Egress.parse(egress), destinations);
    }

    private static InetAddress ip(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }
}
