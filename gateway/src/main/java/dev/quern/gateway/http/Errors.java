package dev.quern.gateway.http;

import dev.quern.core.api.ErrorBody;
import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.FunctionError;
import dev.quern.core.error.QuernException;
import dev.quern.node.admission.Full;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into the one shape of error answers. */
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final JsonType<ErrorBody> JSON = Jsonb.instance().type(ErrorBody.class);

    private Errors() {}

    /** An answer that is ready to be written. */
    public record Answer(int status, ErrorBody.Detail detail, long retryAfterSeconds) {
        public byte[] json() {
            return JSON.toJsonBytes(new ErrorBody(detail));
        }

        /** Sets status and headers; the body is {@link #json}. */
        public void head(Response response) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            if (retryAfterSeconds > 0) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfterSeconds);
            }
            if (detail.functionError() != null) {
                // AWS says so of every failure nowadays, whether the function caught it or not.
                response.getHeaders().put("Quern-Function-Error", "Unhandled");
            }
            if (status == ErrorCode.UNAUTHENTICATED.status()) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"quern\"");
            }
        }
    }

    /** A function's failure before its first byte, with what its record knows. */
    public static Answer failed(QuernException e, CallRecord record) {
        return new Answer(
                e.code().status(),
                new ErrorBody.Detail(
                        e.code().wire(),
                        e.text(),
                        e.fix().orElse(null),
                        record.id().toString(),
                        record.exitCode().isPresent() ? record.exitCode().getAsInt() : null,
                        record.stderrTail().orElse(null),
                        null,
                        functionError(e)),
                0);
    }

    private static @Nullable String functionError(QuernException e) {
        return e.functionError().map(FunctionError::json).orElse(null);
    }

    /** Unexpected failures are logged and answered without their text, which may name what a caller must not know. */
    public static Answer of(Throwable t, @Nullable UUID callId) {
        String id = callId == null ? null : callId.toString();
        if (t instanceof Full full) {
            QuernException e = full.toError();
            return new Answer(
                    e.code().status(),
                    new ErrorBody.Detail(e.code().wire(), e.text(), e.fix().orElse(null), id, null, null, full.limit()),
                    full.retryAfter().toSeconds());
        }
        if (t instanceof QuernException e) {
            return new Answer(
                    e.code().status(),
                    new ErrorBody.Detail(
                            e.code().wire(), e.text(), e.fix().orElse(null), id, null, null, null, functionError(e)),
                    e.code() == ErrorCode.UNAVAILABLE ? 1 : 0);
        }
        LOG.error("a request failed unexpectedly", t);
        return new Answer(
                500,
                new ErrorBody.Detail(
                        ErrorCode.INTERNAL.wire(),
                        "Something failed inside the server; its log says what",
                        null,
                        id,
                        null,
                        null,
                        null),
                0);
    }
}
