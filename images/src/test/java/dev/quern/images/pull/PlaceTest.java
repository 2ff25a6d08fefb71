package dev.quern.images.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @Test
    void namesWithoutAHostAreDockers() {
        assertThat(uri("busybox")).isEqualTo("https://registry-1.docker.io/v2/library/busybox/manifests/latest");
        assertThat(uri("team/app:1")).isEqualTo("https://registry-1.docker.io/v2/team/app/manifests/1");
        assertThat(uri("docker.io/busybox:1")).isEqualTo("https://registry-1.docker.io/v2/library/busybox/manifests/1");
        assertThat(uri("quay.io/a/b@" + DIGEST)).isEqualTo("https://quay.io/v2/a/b/manifests/" + DIGEST);
        assertThat(uri("127.0.0.1:5000/a:1")).isEqualTo("http://127.0.0.1:5000/v2/a/manifests/1");
        assertThat(uri("localhost/a")).isEqualTo("http://localhost/v2/a/manifests/latest");
        assertThat(uri("host:5000/a")).isEqualTo("https://host:5000/v2/a/manifests/latest");
    }

    @Test
    void mirrorsComeFirstEachWithItsPath() {
        PullSettings settings =
                PullSettings.parse("docker.io=https://one.local/hub/, docker.io=http://two.local:81,quay.io=https://q");
        assertThat(Place.of("busybox:1", settings).stream()
                        .map(place -> place.manifest(place.reference()).toString()))
                .containsExactly(
                        "https://one.local/v2/hub/library/busybox/manifests/1",
                        "http://two.local:81/v2/library/busybox/manifests/1",
                        "https://registry-1.docker.io/v2/library/busybox/manifests/1");
    }

    @Test
    void proxiesAreTheEnvironments() {
        EnvironmentProxy proxies = new EnvironmentProxy(
                Map.of("HTTPS_PROXY", "http://proxy.local:3128", "no_proxy", "inner.local, .example.com"));
        assertThat(proxies.select(URI.create("https://quay.io/")))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.local", 3128)));
        for (String direct : List.of(
                "http://quay.io/", "https://inner.local/", "https://a.example.com/", "https://127.0.0.1:5000/")) {
            assertThat(proxies.select(URI.create(direct))).as(direct).containsExactly(Proxy.NO_PROXY);
        }
    }

    private static String uri(String name) {
        Place place = Place.of(name, PullSettings.DEFAULT).getFirst();
        return place.manifest(place.reference()).toString();
    }
}
