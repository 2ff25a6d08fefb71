package dev.quern.gateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubNamesTest {
    @ParameterizedTest
    @CsvSource({
        "debian, docker.io, docker.io/library/debian:latest",
        "debian:12, docker.io, docker.io/library/debian:12",
        "docker.io/debian:12, m:5000/hub, m:5000/hub/library/debian:12",
        "user/app, m:5000/hub, m:5000/hub/user/app:latest",
        "registry.example/app, m:5000/hub, registry.example/app:latest",
        "localhost/app:1, m:5000/hub, localhost/app:1",
        "host:5000/app, m:5000/hub, host:5000/app:latest",
        "debian@sha256:00, m:5000/hub, m:5000/hub/library/debian@sha256:00",
    })
    void whatIsLeftOutIsAdded(String name, String hub, String full) {
        assertThat(HubNames.qualified(name, hub)).isEqualTo(full);
    }
}
