package dev.quern.cli.server;

import dev.quern.cli.http.Response;
import dev.quern.cli.json.Json;
import dev.quern.cli.output.Printable;
import dev.quern.core.api.ErrorBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong, as it is printed and as the exit code it becomes. */
public final class Failure {
    public static final int USAGE = 2;
    public static final int DEADLINE = 124;
    public static final int PLATFORM = 125;

    private static final int MOST = 1 << 20;
    private final ErrorBody.Detail detail;

    public Failure(ErrorBody.Detail detail) {
        this.detail = detail;
    }

    public static Failure of(QuernException e) {
        return new Failure(
                new ErrorBody.Detail(e.code().wire(), e.text(), e.fix().orElse(null), null, null, null, null));
    }

    /** Reads an answer other than 2xx; what does not come from Quern (a proxy's page) is said to be so. */
    static Failure of(Response response) {
        try {
            byte[] text = response.body().readNBytes(MOST);
            if (text.length > 0 && text[0] == '{') {
                ErrorBody.Detail d =
                        Json.read(ErrorBody.class, text, "The server's error").error();
                String retry = response.header("Retry-After")
                        .map(s -> "Try again in " + s + " s.")
                        .orElse(null);
                return new Failure(new ErrorBody.Detail(
                        d.code(),
                        d.message(),
                        d.fix() != null ? d.fix() : retry,
                        d.callId() != null
                                ? d.callId()
                                : response.header("Quern-Call-Id").orElse(null),
                        d.exitCode(),
                        d.stderrTail(),
                        d.limit()));
            }
            return foreign(response, text);
        } catch (IOException | QuernException e) {
            return foreign(response, new byte[0]);
        }
    }

    private static Failure foreign(Response response, byte[] text) {
        String start = new String(text, StandardCharsets.UTF_8).strip();
        String line = start.isEmpty() || start.startsWith("<")
                ? ""
                : ": " + start.lines().findFirst().orElse("");
        String message = "The server answered " + response.status() + line;
        return new Failure(new ErrorBody.Detail(
                ErrorCode.UNAVAILABLE.wire(),
                message,
                "Check that --url names a Quern server.",
                response.header("Quern-Call-Id").orElse(null),
                null,
                null,
                null));
    }

    /** The function's own code if it failed by itself; the fixed codes of the command line otherwise. */
    public int exitCode() {
        if (is(ErrorCode.DEADLINE_EXCEEDED)) {
            return DEADLINE;
        }
        if (is(ErrorCode.INVALID_ARGUMENT)) {
            return USAGE;
        }
        Integer code = detail.exitCode();
        return code != null && code > 0 && code < 256 ? code : PLATFORM;
    }

    public boolean is(ErrorCode code) {
        return detail.code().equals(code.wire());
    }

    /** For commands that give up: the message carries the call id, if there is one. */
    public QuernException toException() {
        ErrorCode code =
                Arrays.stream(ErrorCode.values()).filter(this::is).findFirst().orElse(ErrorCode.INTERNAL);
        String call = detail.callId() == null ? "" : " (call " + detail.callId() + ")";
        return new QuernException(code, detail.message() + call, detail.fix());
    }

    public void print(PrintStream err) {
        tail(err, detail.stderrTail());
        err.println("error: " + Printable.text(detail.message()));
        Optional.ofNullable(detail.fix()).ifPresent(fix -> err.println("fix: " + Printable.text(fix)));
        Optional.ofNullable(detail.callId()).ifPresent(id -> err.println("call: " + Printable.text(id)));
    }

    private static void tail(PrintStream err, @Nullable String tail) {
        if (tail != null && !tail.isBlank()) {
            err.println(Printable.text(tail.stripTrailing()));
        }
    }
}
