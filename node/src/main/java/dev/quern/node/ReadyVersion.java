package dev.quern.node;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import java.util.OptionalInt;

/**
 * A version that wants sandboxes kept ready before anyone calls it.
 *
 * @param instances exactly so many instances or ready sandboxes; empty if their number follows use, from
 *     {@code --min}
 */
public record ReadyVersion(
        FunctionName function, int version, String imageDigest, FunctionConfig config, OptionalInt instances) {}
