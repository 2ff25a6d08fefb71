package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Launch;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With awslambdaric; and the cases of the runtime interface emulator, which are of Python functions. */
class LambdaPythonTest extends LambdaClients {
    LambdaPythonTest() {
        super("lambda-python", 128, "Told");
    }

    private String context(String function) throws Exception {
        return call(function, "{\"do\":\"context\"}").body();
    }

    @Test
    void valuesOfTheImagesEnvironmentMayHoldAnEqualSign() throws Exception {
        assertThat(context("f")).contains("\"WITH_EQUAL\": \"4=4\"");
    }

    @Test
    void theFunctionsNameIsThePlatformsWhateverTheImageSays() throws Exception {
        assertThat(context("f"))
                .contains("\"AWS_LAMBDA_FUNCTION_NAME\": \"f\"")
                .contains("\"_HANDLER\": \"app.handler\"")
                .contains("\"AWS_LAMBDA_FUNCTION_VERSION\": \"7\"")
                .contains("\"AWS_LAMBDA_RUNTIME_API\": \"127.0.0.1:9001\"")
                .contains("\"LAMBDA_TASK_ROOT\": \"/var/task\"");
    }

    @Test
    void whatTheFunctionSaysOfRegionAndTimeZoneHolds() throws Exception {
        deploy(
                "set",
                LONG,
                1,
                Launch.IMAGE,
                List.of(),
                Map.of("AWS_REGION", "eu-west-1", "AWS_LAMBDA_RUNTIME_API", "x"));
        assertThat(context("set"))
                .contains("\"AWS_REGION\": \"eu-west-1\"")
                .contains("\"AWS_LAMBDA_RUNTIME_API\": \"127.0.0.1:9001\"");
    }

    @Test
    void theRemainingTimeIsTheTimeout() throws Exception {
        deploy("ten", java.time.Duration.ofSeconds(10), 1, Launch.IMAGE, List.of(), Map.of());
        call("ten", "{\"do\":\"pid\"}");
        String left = context("ten").replaceAll(".*\"left\": (\\d+).*", "$1");
        assertThat(Integer.parseInt(left)).isBetween(5000, 10_000);
    }

    @Test
    void theClientsOwnContextArrives() throws Exception {
        String json = "{\"custom\":{\"foo\":\"bar\",\"baz\":123}}";
        HttpRequest request = request("f", "{\"do\":\"context\"}")
                .header(
                        "X-Amz-Client-Context",
                        Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)))
                .build();
        HttpResponse<String> response = java.net.http.HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.body()).contains("\"custom\": {\"foo\": \"bar\", \"baz\": 123}");
    }

    @Test
    void theStackIsPartOfTheError() throws Exception {
        assertThat(call("f", "{\"do\":\"error\"}").body())
                .contains("\"stackTrace\": [\"  File \\\"/var/task/app.py\\\", line");
    }

    @Test
    void oneThatCannotBeImportedSaysWhy() throws Exception {
        deploy("broken", LONG, 1, Launch.IMAGE, List.of(), Map.of("BROKEN", "import"));
        HttpResponse<String> response = call("broken", "{}");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body())
                .contains("The function could not be initialized", "no such configuration")
                .contains("\"functionError\":{");
        assertThat(response.headers().firstValue("Quern-Function-Error")).contains("Unhandled");
    }

    @Test
    void entryPointCommandAndWorkingDirectoryMayBeOthers() throws Exception {
        deploy(
                "other",
                LONG,
                1,
                new Launch(List.of("/usr/bin/python3", "-X", "utf8", "-m", "awslambdaric"), Optional.of("/var")),
                List.of("task.app.handler"),
                Map.of("PYTHONPATH", "/var/task"));
        assertThat(context("other")).contains("\"_HANDLER\": \"task.app.handler\"");
    }
}
