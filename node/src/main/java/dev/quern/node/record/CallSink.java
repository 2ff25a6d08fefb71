package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.util.List;

/** Where records of finished calls go in the end. Idempotent by id: a batch may come twice. Any thread. */
@FunctionalInterface
public interface CallSink {
    /** Takes the records for good, or throws and is asked again. */
    void accept(List<CallRecord> records);
}
