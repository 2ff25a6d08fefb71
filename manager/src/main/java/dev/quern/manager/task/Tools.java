package dev.quern.manager.task;

import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.node.Node;
import dev.quern.store.task.TaskBodies;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What every execution needs.
 *
 * @param stopping whether attempts that have not begun are put back rather than failed
 */
record Tools(
        Node node,
        TaskBodies bodies,
        Remembered<VersionKey, Optional<Version>> versions,
        ProgressKeeper progress,
        TaskSettings settings,
        InHand inHand,
        BooleanSupplier stopping,
        Listener listener) {
    /** Which version. */
    record VersionKey(FunctionName function, int number) {}

    /** Hears of an execution's steps, on its thread. */
    interface Listener {
        void begun(Execution execution);

        /** Its function did not begin, and it is to be put back. */
        void abandoned(Execution execution);

        void ended(Execution execution, Ending ending);
    }
}
