package dev.quern.gateway.routing;

import dev.quern.core.function.Version;
import java.util.Collection;

/** Starts what a version needs before calls go to it, see {@link dev.quern.node.Node#prepare}. */
public interface Preparation {
    /** For where nothing runs. */
    Preparation NONE = new Preparation() {
        @Override
        public void prepare(Version next, Collection<Integer> present, double share) {}

        @Override
        public void prepared(Version next) {}
    };

    /**
     * May wait.
     *
     * @param present the versions that have the calls now
     * @param share of them, above 0, at most 1
     * @throws dev.quern.core.error.QuernException what keeps it from starting
     */
    void prepare(Version next, Collection<Integer> present, double share);

    /** It has taken over, or will not. */
    void prepared(Version next);
}
