package dev.quern.core.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;

/** How the platform talks to the container. */
public enum Contract {
    STDIO;

    public String wire() {
        return "stdio";
    }

    public static Contract parse(String text) {
        if (text.equals("stdio")) {
            return STDIO;
        }
        throw new QuernException(
                ErrorCode.UNSUPPORTED, "The contract '" + text + "' is not supported", "Use --contract stdio.");
    }
}
