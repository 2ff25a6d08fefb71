package dev.quern.gateway.call;

import static dev.quern.gateway.call.Http2Frames.END_STREAM;
import static dev.quern.gateway.call.Http2Frames.SETTINGS;
import static dev.quern.gateway.call.Http2Frames.data;
import static dev.quern.gateway.call.Http2Frames.field;
import static dev.quern.gateway.call.Http2Frames.frame;
import static dev.quern.gateway.call.Http2Frames.goAway;
import static dev.quern.gateway.call.Http2Frames.head;
import static dev.quern.gateway.call.Http2Frames.number;
import static dev.quern.gateway.call.Http2Frames.reset;
import static dev.quern.gateway.call.Http2Frames.trailers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Serving;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that speak HTTP/2 as they please: frame by frame, the same on every connection. */
class H2cHostileTest {
    private static final Duration LONG = H2cServers.LONG;
    private static final int REFUSED = 7;
    private static final int CANCEL = 8;
    private static final String AWAIT = "headers";

    @TempDir
    static Path directory;

    static H2cServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new H2cServers(directory);
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void answersThatAreNoneAreBadGateways() throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("content-before-head", data(1, END_STREAM, "x"));
        bad.put("no-status", frame(1, 5, 1, field("x", "y")));
        bad.put("upper-case", head(1, END_STREAM, field("X-Upper", "y")));
        bad.put("line-end", head(1, END_STREAM, field("x-two", "a\r\nset-cookie: b")));
        bad.put("zero", head(1, END_STREAM, field("x-zero", "a\0b")));
        bad.put("no-token", head(1, END_STREAM, field("x y", "z")));
        bad.put("length-no-number", head(1, END_STREAM, field("content-length", "five")));
        bad.put("two-lengths", head(1, END_STREAM, field("content-length", "0"), field("content-length", "5")));
        bad.put("shorter-at-once", head(1, END_STREAM, field("content-length", "5")));
        bad.put("shorter", head(1, 0, field("content-length", "9")) + data(1, END_STREAM, "begun"));
        bad.put("switch", frame(1, 4, 1, field(":status", "101")));
        bad.put("interim-and-end", frame(1, 5, 1, field(":status", "103")));
        bad.put("reset", reset(1, CANCEL));
        bad.put("refused", reset(1, REFUSED));
        bad.put("gone", goAway(0, 2));
        bad.put("frame-too-long", "0f0000000000000001");
        bad.put("window-of-nothing", frame(8, 0, 0, number(0)));
        bad.put("push", frame(5, 4, 1, number(2) + "828684"));
        bad.put("settings-that-are-none", frame(4, 0, 0, "0005" + number(1)));
        bad.put("hpack-that-is-none", frame(1, 5, 1, "ffffffffff"));
        for (Map.Entry<String, String> one : bad.entrySet()) {
            servers.deploy(one.getKey(), true, "frames", SETTINGS, AWAIT, one.getValue());
            HttpResponse<String> response = servers.get(one.getKey(), "/");
            assertThat(response.statusCode()).as(one.getKey() + response.body()).isEqualTo(502);
            assertThat(response.body()).as(one.getKey()).contains("function_failed");
        }
    }

    @Test
    void answersThatBreakOffAreNoWholeOnes() {
        String begun = head(1, 0) + data(1, 0, "begun");
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("reset-later", begun + reset(1, CANCEL));
        bad.put("reset-without-reason", begun + reset(1, 0));
        bad.put("gone-later", begun + goAway(0, 2));
        bad.put("second-head", begun + head(1, 0));
        bad.put("trailers-without-end", begun + frame(1, 4, 1, field("x", "y")));
        bad.put("trailers-of-two-lines", begun + trailers(1, field("x", "y\nz")));
        bad.put(
                "shorter-with-trailers",
                head(1, 0, field("content-length", "9")) + data(1, 0, "begun") + trailers(1, field("x", "y")));
        bad.put("longer", head(1, 0, field("content-length", "2")) + data(1, 0, "b") + data(1, END_STREAM, "egun"));
        bad.forEach((name, frames) -> {
            servers.deploy(name, true, "frames", SETTINGS, AWAIT, frames);
            broken(name);
        });
        servers.deploy("closed-later", true, "frames", SETTINGS, AWAIT, begun, "close");
        broken("closed-later");
    }

    private static void broken(String function) {
        assertThat(servers.client().sendAsync(servers.request(function, "/").build(), BodyHandlers.ofString()))
                .as(function)
                .failsWithin(LONG)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void whatIsAllowedIsTaken() throws Exception {
        String good = frame(1, 4, 1, field(":status", "103"))
                + head(1, 0, field("content-length", "5"))
                + frame(0, 8, 1, "03" + "626567" + "000000")
                + data(1, 0, "")
                + data(1, END_STREAM, "un")
                + frame(99, 0, 0, "00");
        servers.deploy("good", true, "frames", SETTINGS, AWAIT, good);
        assertThat(servers.get("good", "/").body()).isEqualTo("begun");
        servers.deploy(
                "then-reset", true, "frames", SETTINGS, AWAIT, head(1, 0) + data(1, END_STREAM, "begun") + reset(1, 0));
        assertThat(servers.send(servers.request("then-reset", "/").POST(BodyPublishers.ofByteArray(new byte[500_000])))
                        .body())
                .isEqualTo("begun");
    }

    @Test
    void aRequestThatTheServerHasNotLookedAtIsSentAgainIfItMayBe() throws Exception {
        String first = head(1, END_STREAM);
        servers.deploy("goes", true, "frames", SETTINGS, AWAIT, first, AWAIT, goAway(1, 0));
        servers.deploy(
                "refuses",
                true,
                "frames",
                SETTINGS,
                AWAIT,
                first,
                AWAIT,
                reset(3, REFUSED),
                AWAIT,
                head(5, END_STREAM));
        for (String function : new String[] {"goes", "refuses"}) {
            assertThat(servers.get(function, "/").statusCode()).as(function).isEqualTo(200);
            assertThat(servers.get(function, "/").statusCode()).as(function).isEqualTo(200);
        }
        HttpResponse<String> post = servers.send(servers.request("goes", "/").POST(BodyPublishers.ofString("x")));
        assertThat(post.statusCode()).isEqualTo(502);
    }

    @Test
    void aRequestThatTheServerMayHaveLookedAtIsNotSentAgain() throws Exception {
        servers.deploy("looked", true, "frames", SETTINGS, AWAIT, head(1, END_STREAM), AWAIT, goAway(3, 0), "close");
        assertThat(servers.get("looked", "/").statusCode()).isEqualTo(200);
        assertThat(servers.get("looked", "/").statusCode()).isEqualTo(502);
    }

    @Test
    void requestsUnderWayEndInGoodOrderWhenTheServerGoes() throws Exception {
        servers.deploy(
                "graceful",
                true,
                "frames",
                SETTINGS,
                AWAIT,
                goAway(Integer.MAX_VALUE, 0),
                goAway(1, 0),
                head(1, 0) + data(1, END_STREAM, "whole"));
        for (int i = 0; i < 3; i++) {
            assertThat(servers.get("graceful", "/").body()).isEqualTo("whole");
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        String long100 = field("x-long", "y".repeat(90));
        servers.deploy(
                "endless", true, "frames", SETTINGS, AWAIT, frame(1, 0, 1, "88"), "100000*" + frame(9, 0, 1, long100));
        assertThat(servers.get("endless", "/").statusCode()).isEqualTo(502);
        servers.deploy(
                "many",
                true,
                "frames",
                SETTINGS,
                AWAIT,
                frame(1, 0, 1, "88"),
                "160*" + frame(9, 0, 1, long100.repeat(5)),
                frame(9, 4, 1, ""));
        assertThat(servers.get("many", "/").statusCode()).isEqualTo(502);
    }

    @Test
    void floodsEndTheConnection() throws Exception {
        Map<String, String> floods = Map.of(
                "pings", frame(6, 0, 0, "0000000000000000"),
                "settings", SETTINGS,
                "priorities", frame(2, 0, 3, "0000000000"),
                "nothing", data(1, 0, ""));
        for (Map.Entry<String, String> flood : floods.entrySet()) {
            servers.deploy(
                    "flood-" + flood.getKey(),
                    new Serving(8080, Optional.empty(), LONG, true),
                    Duration.ofSeconds(15),
                    "frames",
                    SETTINGS,
                    AWAIT,
                    flood.getKey().equals("nothing") ? head(1, 0) : SETTINGS,
                    "10000000*" + flood.getValue());
            assertThat(servers.get("flood-" + flood.getKey(), "/").statusCode())
                    .as(flood.getKey())
                    .isEqualTo(502);
        }
    }

    @Test
    void aThousandSmallFramesAreOneAnswer() throws Exception {
        servers.deploy(
                "crumbs",
                true,
                "frames",
                SETTINGS,
                AWAIT,
                head(1, 0),
                "100000*" + data(1, 0, "x"),
                data(1, END_STREAM, "."));
        assertThat(servers.get("crumbs", "/").body()).hasSize(100_001).endsWith("x.");
    }

    @Test
    void aSilentServerIsWaitedForUntilTheDeadlineAndTheNextRequestHasAnotherConnection() throws Exception {
        servers.deploy(
                "silent",
                new Serving(8080, Optional.empty(), LONG, true),
                Duration.ofSeconds(1),
                "frames",
                SETTINGS,
                AWAIT,
                head(1, END_STREAM));
        assertThat(servers.get("silent", "/").statusCode()).isEqualTo(200);
        HttpResponse<String> late = servers.get("silent", "/");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("deadline_exceeded");
        assertThat(servers.get("silent", "/").statusCode()).isEqualTo(200);
    }

    @Test
    void aServerThatSaysNothingAtAllIsSaidSo() throws Exception {
        servers.deploy("mute", true, "frames");
        assertThat(servers.get("mute", "/").body()).contains("function_failed", "said nothing for 5 s");
    }

    @Test
    void aServerThatAllowsNoRequestsIsSaidSo() throws Exception {
        servers.deploy("none", true, "frames", frame(4, 0, 0, "0003" + number(0)));
        HttpResponse<String> response = servers.get("none", "/");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("allows no requests");
    }

    @Test
    void aServerThatTakesNothingHoldsUpItsOwnCallerAlone() throws Exception {
        servers.deploy(
                "full",
                new Serving(8080, Optional.empty(), LONG, true),
                Duration.ofSeconds(2),
                "frames",
                frame(4, 0, 0, "0004" + number(0)));
        HttpResponse<String> response =
                servers.send(servers.request("full", "/").POST(BodyPublishers.ofByteArray(new byte[1000])));
        assertThat(response.statusCode()).isEqualTo(504);
    }
}
