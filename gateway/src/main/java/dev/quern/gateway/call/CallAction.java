package dev.quern.gateway.call;

import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * One call over HTTP: the body streams to stdin and stdout to the response, at once, back-pressure by
 * pipes and sockets. Nothing of the body is read before the node has admitted the call.
 *
 * <p>A call with a small body that finds a place and a ready sandbox runs on the HTTP server's own thread
 * as long as it is short: every hand-over to another thread costs more than all that Quern does for
 * such a call. Whatever waits, or lasts, does so on a virtual thread.
 */
public final class CallAction {
    private final Node node;

    public CallAction(Node node) {
        this.node = node;
    }

    /** Runs the call and ends the exchange, later perhaps. */
    public void run(Exchange x, CallSpec spec) {
        x.response().getHeaders().put("Quern-Call-Id", spec.id().toString());
        Ongoing ongoing = new Ongoing(x, spec, new Cancel(), new Interim(x.response()));
        if (mayBeShort(x.request())) {
            // The thread that found the request has other connections to look after.
            x.request().getComponents().getExecutor().execute(() -> {
                if (!ongoing.startNow(node)) {
                    Exchange.later(() -> ongoing.start(node));
                }
            });
        } else {
            Exchange.later(() -> ongoing.start(node));
        }
    }

    /** Whether feeding it never waits. */
    private static boolean mayBeShort(Request request) {
        return BodyPump.small(request) && !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    private record Ongoing(Exchange x, CallSpec spec, Cancel cancel, Interim interim) {
        /** On the HTTP server's thread; false when the call would wait. */
        boolean startNow(Node node) {
            try {
                Optional<NodeCall> started = node.startNow(spec, cancel);
                started.ifPresent(this::runShort);
                return started.isPresent();
            } catch (RuntimeException e) {
                Exchange.later(() -> refuse(e));
                return true;
            }
        }

        private void runShort(NodeCall call) {
            BodyPump body = pump(call);
            if (feed(call, body)) {
                answer(call, body).ifPresent(Exchange::later);
            } else {
                Exchange.later(() -> watched(watch -> {
                    body.onFinish(watch::requestEnded);
                    return answer(call, body);
                }));
            }
        }

        /** For a call that waits. */
        void start(Node node) {
            watched(watch -> {
                NodeCall call = node.start(spec, cancel);
                BodyPump body = pump(call);
                body.onFinish(watch::requestEnded);
                feed(call, body);
                return answer(call, body);
            });
        }

        /** Begins to feed it and has it watched, or closes it; true when it has ended already. */
        private boolean feed(NodeCall call, BodyPump body) {
            try {
                body.start();
                if (mayBeShort(x.request())) {
                    return call.endsSoon();
                }
                call.attend();
                return false;
            } catch (RuntimeException e) {
                call.close();
                throw e;
            }
        }

        /** Answers while the client is watched. */
        private void watched(Function<ClientWatch, Optional<Runnable>> answering) {
            try {
                Optional<Runnable> left;
                try (ClientWatch watch =
                        new ClientWatch(x.request(), interim, () -> cancel.fire(Cancel.Cause.CLIENT_GONE))) {
                    left = answering.apply(watch);
                }
                // A client that still uploads holds neither place nor sandbox.
                left.ifPresent(Runnable::run);
            } catch (RuntimeException e) {
                refuse(e);
            }
        }

        /** Closes the call; what is left to do may wait. */
        private Optional<Runnable> answer(NodeCall call, BodyPump body) {
            try (call) {
                return new Answer(x, call, body, cancel, interim).write();
            }
        }

        private BodyPump pump(NodeCall call) {
            return new BodyPump(x.request(), interim, call, cancel);
        }

        private void refuse(RuntimeException e) {
            Response response = x.response();
            Errors.Answer answer = Errors.of(e, spec.id());
            answer.head(response);
            Refusal.write(x.request(), response, x.callback(), answer.json());
        }
    }
}
