package dev.quern.manager.task;

import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import java.util.Optional;

/** Where the manager finds what a task's function is. */
@FunctionalInterface
public interface VersionSource {
    /** Empty when it was removed. */
    Optional<Version> find(FunctionName function, int number);
}
