package dev.quern.node.lambda;

import dev.quern.core.error.FunctionError;
import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.InboundHead;
import dev.quern.node.http.Piece;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One connection of a function's runtime client: which request means what. */
public final class RuntimeClient implements InboundConnection.Handler {
    /** Connections of one instance. */
    public static final int MOST_AT_ONCE = Limits.CONNECTIONS;

    private static final String API = "/2018-06-01/";
    private static final String INVOCATION = API + "runtime/invocation/";
    private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";

    private final RuntimeApi api;
    private final InboundConnection connection;
    /** Whoever takes it out is the one who ends it. */
    private final AtomicReference<@Nullable Sink> sink = new AtomicReference<>();

    public RuntimeClient(RuntimeApi api, InboundConnection connection) {
        this.api = api;
        this.connection = connection;
    }

    @Override
    public void request(InboundHead head) {
        sink.set(sink(head));
    }

    private Sink sink(InboundHead head) {
        String target = head.target();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String call = head.method() + " " + path;
        if (call.equals("GET " + INVOCATION + "next")) {
            return Sink.dropping(connection, () -> api.next(connection));
        }
        if (call.equals("POST " + API + "runtime/init/error")) {
            String type = head.first(ERROR_TYPE).orElse("");
            return new ErrorReport(connection, json -> initFailed(type, json), () -> {});
        }
        if (call.equals("GET " + API + "ping")) {
            return reply(Reply.PONG);
        }
        if (call.startsWith("POST " + INVOCATION)) {
            String[] rest = path.substring(INVOCATION.length()).split("/", -1);
            if (rest.length == 2 && rest[1].equals("response")) {
                return claimed(rest[0], "InvocationResponse", of -> response(of, head));
            }
            if (rest.length == 2 && rest[1].equals("error")) {
                return claimed(rest[0], "InvocationErrorResponse", of -> error(of, head));
            }
        }
        return reply(Reply.NOT_FOUND);
    }

    private Sink reply(Reply reply) {
        return Sink.dropping(connection, () -> reply.to(connection));
    }

    private interface Claimed {
        Sink sink(Invocation of);
    }

    private Sink claimed(String id, String to, Claimed then) {
        return switch (api.claim(id, to)) {
            case RuntimeApi.Claim.Granted(Invocation of) -> then.sink(of);
            case RuntimeApi.Claim.Refused(Reply why) -> reply(why);
        };
    }

    private Sink response(Invocation of, InboundHead head) {
        Optional<String> mode = head.first("Lambda-Runtime-Function-Response-Mode");
        if (mode.isPresent() && !mode.get().equals("streaming")) {
            return Sink.dropping(connection, () -> {
                api.answered(of);
                Reply.NO_SUCH_MODE.to(connection);
                of.fail(Failures.bad("its mode is '" + mode.get() + "', which is neither absent nor streaming"));
            });
        }
        Optional<String> type = head.first("Content-Type");
        boolean prelude =
                type.filter(StreamedResponse.WITH_PRELUDE::equalsIgnoreCase).isPresent();
        return mode.isPresent() || prelude
                ? new StreamedResponse(api, connection, of, type.orElse("application/octet-stream"), prelude)
                : new WholeResponse(api, connection, of);
    }

    private Sink error(Invocation of, InboundHead head) {
        String type = head.first(ERROR_TYPE).orElse("");
        return new ErrorReport(
                connection,
                json -> {
                    api.answered(of);
                    Reply.ACCEPTED.to(connection);
                    of.fail(Failures.reported(ErrorJson.read(json, type), false));
                },
                () -> {
                    api.answered(of);
                    of.fail(Failures.bad("the error it reports breaks off"));
                });
    }

    private void initFailed(String type, String json) {
        FunctionError error = ErrorJson.read(json, type);
        api.initFailed(Failures.reported(error, true)).orElse(Reply.ACCEPTED).to(connection);
    }

    @Override
    public void content(Piece piece) {
        Sink to = piece.isLast() ? sink.getAndSet(null) : sink.get();
        if (to == null) {
            piece.done();
            return;
        }
        to.content(piece);
    }

    @Override
    public void closed() {
        api.gone(connection);
        Sink to = sink.getAndSet(null);
        if (to != null) {
            to.cut();
        }
    }
}
