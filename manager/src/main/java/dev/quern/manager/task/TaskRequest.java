package dev.quern.manager.task;

import dev.quern.core.function.Contract;
import dev.quern.node.call.CallSpec;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import dev.quern.store.task.Claimed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An attempt of a task as a request to its function's server; the adapters of contracts say the same in their words. */
final class TaskRequest {
    private TaskRequest() {}

    static RequestHead of(Claimed task, CallSpec spec) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", "localhost"));
        headers.add(new Header("Quern-Call-Id", callId(task, spec).toString()));
        headers.add(new Header("Quern-Deadline", Long.toString(spec.deadline().toEpochMilli())));
        headers.add(new Header("Quern-Task-Id", task.id().toString()));
        headers.add(new Header("Quern-Attempt", Integer.toString(task.attempt())));
        task.contentType().ifPresent(type -> headers.add(new Header("Content-Type", type)));
        return new RequestHead("POST", "/", headers, task.input().size());
    }

    /** Lambda gives an event the same request id in every attempt, by which functions know that it is the same event. */
    private static UUID callId(Claimed task, CallSpec spec) {
        return spec.config().contract() == Contract.LAMBDA ? task.id() : spec.id();
    }
}
