package dev.quern.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.DeployBody;
import dev.quern.core.api.ServerBody;
import dev.quern.core.function.Contract;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What deploys without a contract make of images; the commands are those of the systems' own base images. */
class DetectedTest {
    private static ImageConfig image(
            String command, List<String> environment, String directory, List<String> exposed, String... label) {
        List<String> words = command.isEmpty() ? List.of() : Arrays.asList(command.split(" ", -1));
        return new ImageConfig(
                "amd64",
                "linux",
                words,
                List.of(),
                environment,
                directory,
                "",
                label.length == 0 ? Map.of() : Map.of(label[0], label[1]),
                exposed);
    }

    @ParameterizedTest
    @CsvSource({
        "/python/bin/fdk /function/func.py handler, /function",
        "java -cp /function/app/*:/function/runtime/* com.fnproject.fn.runtime.EntryPoint, /function",
        "node func.js, /function",
        "./func, /function",
        "ruby func.rb, /function"
    })
    void functionsOfFnAreToldByTheirCommand(String command, String directory) {
        Detected found = Detected.of(image(command, List.of(), directory, List.of()), false)
                .orElseThrow();
        assertThat(found.contract()).isEqualTo(Contract.FN);
        assertThat(found.sentence())
                .startsWith("contract fn, since its command has ")
                .contains("--contract stdio");
    }

    @ParameterizedTest
    @CsvSource({
        "/lambda-entrypoint.sh app.handler, A=b",
        "/usr/bin/python3 -m awslambdaric app.handler, A=b",
        "/usr/local/bin/npx aws-lambda-ric index.handler, A=b",
        "java com.amazonaws.services.lambda.runtime.api.client.AWSLambda App::handle, A=b",
        "/var/runtime/bootstrap, A=b",
        "/app, LAMBDA_TASK_ROOT=/var/task",
        "/app, LAMBDA_RUNTIME_DIR=/var/runtime"
    })
    void functionsOfLambdaAreToldByTheirClientOrTheirBaseImage(String command, String variable) {
        assertThat(Detected.of(image(command, List.of(variable), "/", List.of("80/tcp")), false)
                        .orElseThrow()
                        .contract())
                .isEqualTo(Contract.LAMBDA);
    }

    @Test
    void serversAreToldByTheOnePortTheyExpose() {
        Detected found = Detected.of(image("/app", List.of(), "/", List.of("53/udp", "3000/tcp")), false)
                .orElseThrow();
        assertThat(found.contract()).isEqualTo(Contract.HTTP);
        assertThat(found.port()).hasValue(3000);
        assertThat(found.sentence())
                .isEqualTo("contract http, since the image exposes 3000/tcp; --contract stdio for a program");
        assertThat(Detected.of(image("/app", List.of("PORT=8123"), "/", List.of("1/tcp", "2/tcp")), false)
                        .orElseThrow()
                        .port())
                .hasValue(8123);
        assertThat(Detected.of(image("/app", List.of(), "/", List.of("8080/tcp", "9100/tcp")), false)
                        .orElseThrow()
                        .port())
                .hasValue(9100);
    }

    @ParameterizedTest
    @CsvSource({
        "/app, '', '', ''",
        "/app, PORT=, '', ''",
        "/app, PORT=none, '', ''",
        "/app, PORT=99999, '', ''",
        "/app, '', 80/tcp, 443/tcp",
        "/app, '', 53/udp, ''",
        "/app, '', 0/tcp, ''",
        "/app, '', x/tcp, ''",
        "node func.js, '', '', ''",
        "cat /data/fdk.txt, '', '', ''"
    })
    void everythingElseIsAProgram(String command, String variable, String one, String other) {
        List<String> exposed =
                List.of(one, other).stream().filter(p -> !p.isEmpty()).toList();
        assertThat(Detected.of(image(command, List.of(variable), "/", exposed), false))
                .isEmpty();
    }

    @Test
    void aServersImageMayHoldAProgramToo() {
        assertThat(Detected.of(image("/app", List.of("PORT=1"), "/", List.of("80/tcp")), true))
                .isEmpty();
    }

    @Test
    void whatIsSaidWins() {
        Image exposing = stored(image("/app", List.of(), "/", List.of("80/tcp")));
        assertThat(Defaults.of(Optional.of(exposing), Deploys.of("app")).contract())
                .isEqualTo("http");
        assertThat(Defaults.of(Optional.of(exposing), Deploys.of("app")).server())
                .isEqualTo(new ServerBody(80, null, null, null));
        assertThat(Defaults.of(Optional.of(exposing), Deploys.contract("stdio")).contract())
                .isEqualTo("stdio");
        assertThat(Defaults.detected(Optional.of(exposing), Deploys.fresh("process")))
                .isEmpty();
        Image labelled = stored(image("/app", List.of(), "/", List.of("80/tcp"), "dev.quern.fresh", "process"));
        assertThat(Defaults.of(Optional.of(labelled), Deploys.of("app")).contract())
                .isNull();
        DeployBody other = Deploys.with("app", List.of("cat"), null, null, null, null);
        assertThat(Defaults.of(Optional.of(exposing), other).contract()).isNull();
    }

    private static Image stored(ImageConfig config) {
        return new Image("sha256:" + "0".repeat(64), config, 1, Instant.EPOCH);
    }
}
