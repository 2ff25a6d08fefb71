package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client and a server of gRPC, Go's, that know nothing of what is between them but a prefix of the path. */
class GrpcTest {
    @Test
    void callsAndStreamsPass(@TempDir Path directory) throws Exception {
        try (H2cServers servers = new H2cServers(directory)) {
            servers.deploy("greeter", true, "grpc");
            Process client = new ProcessBuilder(
                            servers.program.toString(),
                            "call",
                            "127.0.0.1:" + servers.server.port,
                            "/fn/default/greeter",
                            TestServer.KEY)
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("""
                            unary: hello you [trailer] OK\s
                            failed: InvalidArgument nobody to greet
                            unknown: Unimplemented unknown method Nothing for service sample.Greeter
                            stream: heard 99
                            end: EOF
                            """);
            assertThat(client.waitFor()).isZero();
        }
    }
}
