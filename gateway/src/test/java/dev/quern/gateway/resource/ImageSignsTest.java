package dev.quern.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Contract;
import dev.quern.core.image.ImageConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageSignsTest {
    private static Optional<Contract> of(List<String> entrypoint, List<String> command, List<String> environment) {
        return ImageSigns.contract(
                new ImageConfig("amd64", "linux", entrypoint, command, environment, "/", "", Map.of()));
    }

    @Test
    void imagesWithARuntimeClientAreLambdas() {
        for (List<String> entrypoint : List.of(
                List.of("/lambda-entrypoint.sh"),
                List.of("/usr/bin/python3", "-m", "awslambdaric"),
                List.of("/usr/local/bin/npx", "aws-lambda-ric"),
                List.of("/usr/bin/node", "/var/task/node_modules/aws-lambda-ric/bin/index.mjs"),
                List.of("java", "-cp", "x", "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"),
                List.of("/var/runtime/bootstrap"))) {
            assertThat(of(entrypoint, List.of("app.handler"), List.of()))
                    .as(entrypoint.toString())
                    .contains(Contract.LAMBDA);
        }
        assertThat(of(List.of("/main"), List.of(), List.of("A=b", "LAMBDA_TASK_ROOT=/var/task")))
                .contains(Contract.LAMBDA);
    }

    @Test
    void othersAreNot() {
        assertThat(of(List.of("/bootstrap"), List.of("lambda"), List.of("NOT_LAMBDA_TASK_ROOT=/var/task", "PORT=1")))
                .isEmpty();
        assertThat(of(List.of(), List.of(), List.of())).isEmpty();
    }
}
