package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an HTTP answer of what a function returned to a request: status, headers, cookies and body, if it said a
 * {@code statusCode}, else all of it as JSON. The body goes from one gathering to the other in pieces, so that no memory
 * beyond the version's share is needed for it.
 */
final class UrlAnswer {
    private static final String JSON = "application/json";
    /** Four characters become three bytes. */
    private static final int PIECE = 4 << 12;

    private final Invocation invocation;
    private final Gathered whole;

    private UrlAnswer(Invocation invocation, Gathered whole) {
        this.invocation = invocation;
        this.whole = whole;
    }

    /** On a thread of its own: it may be long, and the loop has others to look after. Releases it. */
    static void pass(Invocation invocation, Gathered whole) {
        Thread.ofVirtual().name("quern-lambda-url").start(new UrlAnswer(invocation, whole)::run);
    }

    private void run() {
        try {
            Outline outline = isObject() ? Outline.of(whole) : new Outline(Optional.empty(), false);
            Optional<Map<?, ?>> said = said(outline);
            if (said.isPresent()) {
                ResponseHead head = HttpAnswer.head(said.get(), JSON);
                boolean base64 = Boolean.TRUE.equals(said.get().get("isBase64Encoded"));
                pass(head, body(outline.body().filter(_ -> !HttpAnswer.isWithoutContent(head)), base64));
            } else {
                whole.retain();
                pass(WholeResponse.HEAD, whole);
            }
        } catch (QuernException e) {
            invocation.fail(e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        } finally {
            whole.release();
        }
    }

    private boolean isObject() {
        int i = 0;
        while (i < whole.length() && Character.isWhitespace(whole.at(i))) {
            i++;
        }
        return i < whole.length() && whole.at(i) == '{';
    }

    /** What it says of its answer, beside the body; empty if that is no answer but what is to be answered. */
    private Optional<Map<?, ?>> said(Outline outline) throws IOException {
        int body = outline.body().map(Outline.Span::length).orElse(0);
        if (whole.length() - body > Limits.PRELUDE) {
            if (outline.hasStatus()) {
                throw Failures.bad("it has more than " + (Limits.PRELUDE >> 10) + " KiB beside its body");
            }
            return Optional.empty();
        }
        return SafeJson.object(rest(outline)).filter(map -> map.containsKey("statusCode"));
    }

    private String rest(Outline outline) throws IOException {
        InputStream in = new GatheredInput(whole);
        Outline.Span body = outline.body().orElse(new Outline.Span(0, 0));
        byte[] before = in.readNBytes(body.from());
        in.skipNBytes(body.length());
        return new String(before, StandardCharsets.UTF_8) + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private Gathered body(Optional<Outline.Span> said, boolean base64) throws IOException {
        Gathered body = new Gathered(Limits.RESPONSE, invocation.room(), Failures::responseTooLarge);
        try (OutputStream to = new GatheringOutput(body::add)) {
            if (said.isPresent()) {
                InputStream text = new Unescaped(whole, said.get());
                if (base64) {
                    decode(text, to);
                } else {
                    text.transferTo(to);
                }
            }
        } catch (QuernException e) {
            body.release();
            throw e;
        }
        return body;
    }

    private static void decode(InputStream text, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        boolean filledUp = false;
        for (int n = text.readNBytes(piece, 0, PIECE); n > 0; n = text.readNBytes(piece, 0, PIECE)) {
            if (filledUp) {
                throw notBase64();
            }
            byte[] bytes = decoded(n == PIECE ? piece : Arrays.copyOf(piece, n));
            filledUp = 4 * bytes.length != 3 * n;
            to.write(bytes);
        }
    }

    private static byte[] decoded(byte[] base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw notBase64();
        }
    }

    private static QuernException notBase64() {
        return Failures.bad("its body is said to be base64 and is not");
    }

    /** Releases the content. */
    private void pass(ResponseHead head, Gathered content) {
        List<Header> headers = new ArrayList<>(head.headers());
        if (!HttpAnswer.isWithoutContent(head)) {
            headers.add(new Header("Content-Length", Long.toString(content.length())));
        }
        Optional<Receiver> to = invocation.receiver();
        to.ifPresentOrElse(
                receiver -> {
                    receiver.head(new ResponseHead(head.status(), 1, headers));
                    Delivery.of(content, invocation).begin(receiver);
                },
                content::release);
    }
}
