package dev.quern.node.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.QuernException;
import java.util.Optional;

/** How a call ended: its record, and the error to answer with unless it succeeded. */
public record Outcome(CallRecord record, Optional<QuernException> failure) {}
