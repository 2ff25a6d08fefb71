package dev.quern.manager.release;

import dev.quern.core.function.Version;
import dev.quern.core.metric.VersionFigures;
import dev.quern.core.name.FunctionName;
import java.util.Collection;

/** What a rollout needs of where calls run. */
public interface RolloutNode {
    /** What was counted of the calls of a version since some moment that stays the same. */
    VersionFigures figures(FunctionName function, int version);

    /**
     * See {@link dev.quern.node.Node#prepare}.
     *
     * @throws dev.quern.core.error.QuernException what keeps it from starting
     */
    void prepare(Version next, Collection<Integer> present, double share);

    /** See {@link dev.quern.node.Node#prepared}. */
    void prepared(Version next);
}
