package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MistakesTest extends CliTest {
    @Test
    void unknownCommandSuggestsTheNearest() {
        assertThat(quern("functoin", "ls")).isEqualTo(2);
        assertThat(err()).contains("Did you mean function");
        assertThat(out()).isEmpty();
    }

    @Test
    void unknownVerbSuggestsTheNearest() {
        assertThat(quern("image", "laod", "x")).isEqualTo(2);
        assertThat(err()).contains("Did you mean load");
    }

    @Test
    void optionsMeantForTheFunctionAreExplained() {
        assertThat(quern("call", "f", "--crop")).isEqualTo(2);
        assertThat(err()).contains("--crop").contains("Put -- before");
    }

    @Test
    void badNamesSizesAndDurationsNeverReachAServer() {
        environment.put("QUERN_URL", "http://127.0.0.1:1");
        assertThat(quern("call", "../etc")).isEqualTo(2);
        assertThat(quern("call", "ü")).isEqualTo(2);
        assertThat(quern("call", "f".repeat(300))).isEqualTo(2);
        assertThat(quern("function", "ls", "-n", "A")).isEqualTo(2);
        assertThat(quern("deploy", "f", "--image", "i", "--memory", "lots")).isEqualTo(2);
        assertThat(quern("deploy", "f", "--image", "i", "--timeout", "-1s")).isEqualTo(2);
        assertThat(quern("deploy", "f", "--image", "i", "--env", "novalue")).isEqualTo(2);
        assertThat(quern("deploy", "f", "--image", "i", "--min", "many")).isEqualTo(2);
        assertThat(quern("deploy", "f@3", "--image", "i")).isEqualTo(2);
        assertThat(quern("alias", "rm", "f")).isEqualTo(2);
        assertThat(quern("version", "get", "f")).isEqualTo(2);
        assertThat(err()).doesNotContain("Cannot reach").doesNotContain("internal error");
    }

    @Test
    void deployWithoutAnImageSaysHowToNameOne() {
        assertThat(quern("deploy", "f")).isEqualTo(2);
        assertThat(err()).contains("--image").contains("quern image ls");
    }

    @Test
    void noServerSaysHowToGetOne() {
        assertThat(quern("function", "ls")).isEqualTo(125);
        assertThat(err()).contains("quern up").contains("quern login");
    }

    @Test
    void unreachableServerIsAPlatformError() {
        environment.put("QUERN_URL", "http://127.0.0.1:1");
        assertThat(quern("function", "ls")).isEqualTo(125);
        assertThat(err()).contains("Cannot reach http://127.0.0.1:1");
    }

    @Test
    void answersThatAreNotQuernsAreSaidToBeSo() {
        try (TestServer server = new TestServer(
                x -> x.raw("HTTP/1.1 503 Busy\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"))) {
            use(server);
            assertThat(quern("function", "ls")).isEqualTo(125);
            assertThat(err()).contains("503").doesNotContain("<html>");
        }
        try (TestServer server = new TestServer(x -> x.raw("SSH-2.0-x\r\n"))) {
            use(server);
            assertThat(quern("function", "ls")).isEqualTo(125);
            assertThat(err()).contains("does not speak HTTP/1.1");
        }
        try (TestServer server = new TestServer(x -> x.json(200, "[]"))) {
            use(server);
            assertThat(quern("function", "ls")).isEqualTo(125);
            assertThat(err()).doesNotContain("internal error");
        }
    }

    @Test
    void errorsCarryMessageFixAndCall() {
        try (TestServer server = new TestServer(x -> x.json(404, """
                {"error":{"code":"function_not_found","message":"No \\u001b[31mf","fix":"Deploy it.","callId":"c1"}}"""))) {
            use(server);
            assertThat(quern("function", "get", "f")).isEqualTo(125);
            assertThat(err()).isEqualTo("error: No ?[31mf (call c1)\nfix: Deploy it.\n");
        }
    }
}
