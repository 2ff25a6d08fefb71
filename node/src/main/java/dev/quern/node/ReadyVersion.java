package dev.quern.node;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;

/** A version that wants sandboxes kept ready before anyone calls it. */
public record ReadyVersion(FunctionName function, int version, String imageDigest, FunctionConfig config) {}
