package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallTest extends CliTest {
    private static final String RECORD = """
            {"id":"%s","namespace":"default","function":"f","version":1,"imageDigest":"sha256:0","state":"%s",\
            "exitCode":%s,"error":%s,"message":%s,"stderrTail":"the last words\\n","startedAt":"2026-01-01T00:00:00Z",\
            "queueMillis":0,"sandboxMillis":0,"runMillis":1,"cpuMillis":1,"peakMemoryBytes":1,"bytesIn":1,"bytesOut":1,\
            "pooled":true,"node":"n"}""";

    private static void echo(TestServer.Exchange x) throws IOException {
        x.begin();
        for (byte[] piece; (piece = x.piece()).length > 0; ) {
            x.chunk(piece);
        }
        x.raw("0\r\nQuern-Exit-Code: 0\r\n\r\n");
    }

    @Test
    void outputArrivesWhileStdinIsStillOpen() throws Exception {
        try (TestServer server = new TestServer(CallTest::echo);
                PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream stdin = new PipedInputStream(typed)) {
            use(server);
            var exit = CompletableFuture.supplyAsync(() -> quern(stdin, out, "call", "cat"));
            for (String word : new String[] {"one ", "two ", "three"}) {
                typed.write(word.getBytes(StandardCharsets.UTF_8));
                typed.flush();
                await().atMost(Duration.ofSeconds(10)).until(() -> out().endsWith(word));
            }
            typed.close();
            assertThat(exit.get()).isZero();
            assertThat(out()).isEqualTo("one two three");
            assertThat(server.header("authorization")).isEqualTo("Bearer quern_secret");
        }
    }

    @Test
    void bodiesOfAnySizeStreamThrough() {
        long size = 200L << 20;
        AtomicLong left = new AtomicLong(size);
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                return left.getAndDecrement() > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int n = (int) Math.min(length, left.get());
                left.addAndGet(-n);
                return n == 0 ? -1 : n;
            }
        };
        AtomicLong received = new AtomicLong();
        OutputStream counter = new OutputStream() {
            @Override
            public void write(int b) {
                received.incrementAndGet();
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                received.addAndGet(length);
            }
        };
        try (TestServer server = new TestServer(CallTest::echo)) {
            use(server);
            assertThat(quern(zeros, counter, "call", "cat")).isZero();
            assertThat(received.get()).isEqualTo(size);
        }
    }

    @Test
    void functionFailingBeforeItsFirstByteGivesItsExitCodeAndLastWords() {
        try (TestServer server = new TestServer(x -> x.json(502, """
                {"error":{"code":"function_failed","message":"The function ended with exit code 3","callId":"c7",\
                "exitCode":3,"stderrTail":"no such picture\\n"}}"""))) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(3);
            assertThat(err())
                    .contains("no such picture")
                    .contains("exit code 3")
                    .contains("call: c7");
            assertThat(out()).isEmpty();
        }
    }

    @Test
    void outputCutOffIsExplainedByTheCallsRecord() {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.begin();
                x.chunk("half".getBytes(StandardCharsets.UTF_8));
            } else {
                boolean first = asked.incrementAndGet() == 1;
                x.json(200, RECORD.formatted(CALL, first ? "running" : "failed", first ? "null" : "9", "null", "null"));
            }
        })) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(9);
            assertThat(out()).isEqualTo("half");
            assertThat(err()).contains("the last words").contains("exit code 9").contains(CALL);
        }
    }

    @Test
    void outputCutOffByTheDeadlineIs124() {
        try (TestServer server = new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.begin();
                x.chunk("half".getBytes(StandardCharsets.UTF_8));
            } else {
                x.json(200, RECORD.formatted(CALL, "failed", "137", "\"deadline_exceeded\"", "\"over 1s\""));
            }
        })) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(124);
            assertThat(err()).contains("over 1s");
        }
    }

    @Test
    void outputCutOffWithoutARecordIsAPlatformError() {
        try (TestServer server = new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nQuern-Call-Id: c\r\n\r\nhalf");
            } else {
                x.json(503, "{\"error\":{\"code\":\"unavailable\",\"message\":\"restarting\"}}");
            }
        })) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(125);
            assertThat(err()).contains("cut off");
        }
    }

    @Test
    void endMarkedByTheCloseAloneIsCheckedInTheRecord() {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = new TestServer(x -> {
            if (x.request().startsWith("POST")) {
                x.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nQuern-Call-Id: " + CALL + "\r\n\r\nall or part");
            } else if (asked.incrementAndGet() == 1) {
                x.json(200, RECORD.formatted(CALL, "succeeded", "0", "null", "null"));
            } else {
                x.json(200, RECORD.formatted(CALL, "failed", "7", "null", "null"));
            }
        })) {
            use(server);
            assertThat(quern("call", "f")).isZero();
            assertThat(err()).isEmpty();
            assertThat(quern("call", "f")).isEqualTo(7);
        }
    }

    @Test
    void deadlineBeforeTheFirstByteIs124() {
        try (TestServer server = new TestServer(x -> x.json(
                504, "{\"error\":{\"code\":\"deadline_exceeded\",\"message\":\"Too slow\",\"exitCode\":137}}"))) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(124);
        }
    }

    @Test
    void outOfMemoryWhereTheFunctionEndedWell_isAPlatformError() {
        try (TestServer server = new TestServer(x ->
                x.json(502, "{\"error\":{\"code\":\"out_of_memory\",\"message\":\"Over 16Mi\",\"exitCode\":0}}"))) {
            use(server);
            assertThat(quern("call", "f")).isEqualTo(125);
        }
    }

    @Test
    void refusalArrivesThoughNobodyReadsTheUpload() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        try (TestServer server = new TestServer(x -> {
            x.raw("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nConnection: close\r\n\r\n"
                    + "{\"error\":{\"code\":\"too_many_requests\",\"message\":\"Busy\",\"limit\":\"n\"}}");
            x.socket().shutdownOutput();
            x.in().transferTo(OutputStream.nullOutputStream());
        })) {
            use(server);
            assertThat(quern(endless, out, "call", "f")).isEqualTo(125);
            assertThat(err()).contains("Busy").contains("Try again in 2 s");
        }
    }

    @Test
    void stdinThatBreaksIsNeverSentAsAWholeBody() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };
        CompletableFuture<Boolean> whole = new CompletableFuture<>();
        try (TestServer server = new TestServer(x -> {
            try {
                x.body();
                whole.complete(true);
            } catch (IOException e) {
                whole.complete(false);
            }
        })) {
            use(server);
            assertThat(quern(broken, out, "call", "f")).isEqualTo(125);
            assertThat(err()).contains("disk on fire");
            assertThat(whole.join()).isFalse();
        }
    }

    @Test
    void terminalAsStdinMeansAnEmptyBodyUnlessAskedFor() {
        terminal = true;
        try (TestServer server = new TestServer(x -> {
            byte[] body = x.body();
            x.begin();
            if (body.length > 0) {
                x.chunk(body);
            }
            x.raw("0\r\n\r\n");
        })) {
            use(server);
            assertThat(quernWith("typed", "call", "f")).isZero();
            assertThat(server.header("content-length")).isEqualTo("0");
            assertThat(quernWith("typed", "call", "-i", "f")).isZero();
            assertThat(out()).isEqualTo("typed");
        }
    }

    @Test
    void argumentsTravelAsAsciiJson() {
        try (TestServer server = new TestServer(CallTest::echo)) {
            use(server);
            assertThat(quern("call", "media/f:blue", "a b", "--", "-x", "ü\"\\\n😀", ""))
                    .isZero();
            assertThat(server.header("quern-args"))
                    .isEqualTo("[\"a b\",\"-x\",\"\\u00fc\\\"\\\\\\u000a\\ud83d\\ude00\",\"\"]");
            assertThat(server.requests()).containsExactly("POST /v1/functions/media/f/calls?ref=blue");
        }
    }

    @Test
    void tooLongArgumentsAreRefusedWithAWayOut() {
        environment.put("QUERN_URL", "http://127.0.0.1:1");
        String[] arguments = new String[1 + 1 + 1000];
        Arrays.fill(arguments, "x".repeat(100));
        arguments[0] = "call";
        arguments[1] = "f";
        assertThat(quern(arguments)).isEqualTo(2);
        assertThat(err()).contains("60 KiB").contains("stdin");
    }

    @Test
    void ownFlagsEndAtTheFirstArgumentOfTheProgram() {
        try (TestServer server = new TestServer(CallTest::echo)) {
            use(server);
            assertThat(quernWith(
                            "x",
                            "run",
                            "-n",
                            "media",
                            "samples/busybox:1",
                            "--timeout",
                            "5s",
                            "grep",
                            "-c",
                            "x",
                            "--",
                            "a",
                            "--",
                            "b"))
                    .isZero();
            assertThat(server.requests())
                    .containsExactly("POST /v1/calls?namespace=media&timeout=5s&image=samples%2Fbusybox%3A1");
            assertThat(server.header("quern-args")).isEqualTo("[\"grep\",\"-c\",\"x\",\"a\",\"--\",\"b\"]");
        }
    }

    @Test
    void callHasItsListingsToo() {
        try (TestServer server = new TestServer(
                x -> x.json(200, "{\"items\":[" + RECORD.formatted(CALL, "failed", "3", "null", "null") + "]}"))) {
            use(server);
            assertThat(quern("call", "ls", "--function", "f", "-o", "name")).isZero();
            assertThat(out()).isEqualTo(CALL + "\n");
            assertThat(server.requests().getFirst())
                    .isEqualTo("GET /v1/calls?namespace=default&function=default%2Ff&limit=50");
        }
    }
}
