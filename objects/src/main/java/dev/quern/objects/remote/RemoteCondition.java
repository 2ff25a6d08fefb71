package dev.quern.objects.remote;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A condition in the two words S3 has for writes: this etag, or nothing there. The others are made of these by looking
 * first, so that what changed in between is refused.
 */
record RemoteCondition(Optional<String> match, boolean absent) {
    static RemoteCondition of(Condition condition, RemoteObjectStore store, ObjectName name) throws IOException {
        return switch (condition) {
            case Condition.Always _ -> new RemoteCondition(Optional.empty(), false);
            case Condition.Absent _ -> new RemoteCondition(Optional.empty(), true);
            case Condition.Matches matches -> new RemoteCondition(Optional.of(matches.etag()), false);
            case Condition.Present _ ->
                new RemoteCondition(
                        Optional.of(store.find(name)
                                .orElseThrow(RemoteCondition::failed)
                                .etag()),
                        false);
            case Condition.Differs differs -> {
                Optional<ObjectInfo> there = store.find(name);
                if (there.isPresent() && there.get().etag().equals(differs.etag())) {
                    throw failed();
                }
                yield new RemoteCondition(there.map(ObjectInfo::etag), there.isEmpty());
            }
        };
    }

    void apply(Consumer<String> ifMatch, Consumer<String> ifNoneMatch) {
        match.ifPresent(etag -> ifMatch.accept('"' + etag + '"'));
        if (absent) {
            ifNoneMatch.accept("*");
        }
    }

    private static QuernException failed() {
        return new QuernException(ErrorCode.CONDITION_FAILED, "The object is not what was expected");
    }
}
