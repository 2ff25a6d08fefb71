package dev.quern.gateway.task;

import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Names;
import dev.quern.core.name.Selector;
import dev.quern.core.task.TaskState;
import dev.quern.core.value.Ids;
import dev.quern.gateway.call.AdHoc;
import dev.quern.gateway.call.Arguments;
import dev.quern.gateway.call.ImageLookup;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Submission;
import dev.quern.store.task.Submitted;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.TaskReads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Submitting one task: answered 202 when it is durable, and not before. A body that fits the row is read,
 * stored with others and answered without a thread waiting for it; a longer one is streamed into a file
 * first.
 */
final class SubmitRoutes {
    private static final long MOST = 5L << 30;

    private final RoutingCache routing;
    private final Submitter submitter;
    private final TaskBodies bodies;
    private final TaskReads reads;

    /** What was asked, but for the body. */
    private record Asked(Exchange x, UUID id, TaskTarget target, TaskOptions options, List<String> arguments) {
        RequestDigest digest() {
            return new RequestDigest(target, options, arguments);
        }

        Submission inline(byte[] body) {
            Optional<String> digest = options.idempotencyKey().map(_ -> digest().with(body));
            return target.submission(id, options, arguments, TaskBody.inline(body), digest);
        }

        Submission stored(long size, String digest) {
            return target.submission(id, options, arguments, TaskBody.stored(size), Optional.of(digest));
        }
    }

    SubmitRoutes(RoutingCache routing, Submitter submitter, TaskBodies bodies, TaskReads reads) {
        this.routing = routing;
        this.submitter = submitter;
        this.bodies = bodies;
        this.reads = reads;
    }

    List<Route> routes() {
        return List.of(
                new Route("POST", "/v1/functions/{ns}/{name}/tasks", this::function, false),
                new Route("POST", "/v1/tasks", this::image, false));
    }

    /** The function and version of the request, and the policy that holds for its tasks. */
    static TaskTarget target(Exchange x, RoutingCache routing) {
        FunctionName name = new FunctionName(x.path("ns"), x.path("name"));
        if (!routing.mayCall(x.principal(), name)) {
            throw Exchange.hidden();
        }
        Selector selector = x.query("ref").map(Selector::parse).orElse(Selector.LIVE);
        Version version = routing.resolve(name, selector, x::header);
        x.response().getHeaders().put("Quern-Function-Version", version.number());
        return TaskTarget.function(version, selector, routing.policy(name), x.principal());
    }

    private void function(Exchange x) {
        submit(x, target(x, routing));
    }

    /** Developers only: whoever may name any image may run anything it holds. */
    private void image(Exchange x) {
        String namespace = Names.check("namespace", x.namespace());
        x.require(Role.DEVELOPER, namespace);
        FunctionConfig config = AdHoc.config(x);
        new ImageLookup(routing)
                .find(
                        x,
                        namespace,
                        AdHoc.image(x, "/v1/tasks"),
                        digest -> submit(x, TaskTarget.image(namespace, digest, config, x.principal())));
    }

    private void submit(Exchange x, TaskTarget target) {
        Asked asked = new Asked(x, Ids.next(), target, TaskOptions.of(x), Arguments.of(x));
        long length = x.request().getLength();
        if (length > MOST) {
            throw new QuernException(ErrorCode.BODY_TOO_LARGE, "A task's input has at most " + MOST + " bytes");
        }
        boolean small = length >= 0 && length <= TaskBody.INLINE;
        if (small && !x.request().getHeaders().contains(HttpHeader.EXPECT)) {
            new SmallBody(
                            x.request(),
                            (int) length,
                            body -> attempt(x, () -> store(x, asked.inline(body))),
                            e -> refuse(x, e))
                    .run();
        } else {
            Exchange.later(() -> attempt(x, () -> stream(asked)));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Exchange x, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            refuse(x, e);
        }
    }

    /** On a thread that may wait for the body. */
    private void stream(Asked asked) throws IOException {
        Exchange x = asked.x();
        try (InputStream in = new BodyInput(x.request())) {
            byte[] head = in.readNBytes(TaskBody.INLINE + 1);
            if (head.length <= TaskBody.INLINE) {
                store(x, asked.inline(head));
                return;
            }
            RequestDigest digest = asked.digest();
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
            long size = bodies.write(BodyName.input(asked.id()), digest.through(whole), MOST);
            store(x, asked.stored(size, digest.hex()));
        }
    }

    /** Whether a failed commit stored the row is not known, so its file is left to the sweep. */
    private void store(Exchange x, Submission submission) {
        submitter.submit(submission, submitted -> stored(x, submission, submitted), e -> refuse(x, e));
    }

    private void stored(Exchange x, Submission submission, Submitted submitted) {
        if (submitted.kind() == Submitted.Kind.NEW) {
            answer(x, submitted.id(), submission.dueAt().isPresent() ? TaskState.SCHEDULED : TaskState.QUEUED);
        } else {
            Exchange.later(() -> attempt(x, () -> known(x, submission, submitted)));
        }
    }

    private void known(Exchange x, Submission submission, Submitted submitted) throws IOException {
        if (submission.input().bytes().isEmpty()) {
            bodies.delete(BodyName.input(submission.id()));
        }
        UUID id = submitted.orThrow();
        reads.find(id).ifPresentOrElse(task -> answer(x, id, task.state()), () -> answer(x, id, ""));
    }

    private static void answer(Exchange x, UUID id, TaskState state) {
        answer(x, id, ",\"state\":\"" + state.wire() + "\"");
    }

    private static void answer(Exchange x, UUID id, String state) {
        x.response().getHeaders().put("Quern-Task-Id", id.toString());
        x.response().getHeaders().put(HttpHeader.LOCATION, "/v1/tasks/" + id);
        String json = "{\"id\":\"" + id + "\"" + state + "}";
        x.answer(202, "application/json", json.getBytes(StandardCharsets.US_ASCII));
    }

    private static void refuse(Exchange x, Throwable e) {
        Exchange.later(() -> Refusal.of(x.request(), x.response(), x.callback(), e));
    }
}
