package dev.quern.core.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the platform talks to the container. */
public enum Contract {
    /** A program for every call: the body is its standard input, its standard output the answer. */
    STDIO,
    /** A server on {@code $PORT}, kept for many calls. */
    HTTP,
    /** An image of AWS Lambda, whose runtime client asks the platform for one event after the other. */
    LAMBDA;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the container holds a server that is kept, and not a program that is started for every call. */
    public boolean isServer() {
        return this != STDIO;
    }

    /** Whether an instance has one call at a time, whatever is asked for. */
    public boolean isSingle() {
        return this == LAMBDA;
    }

    public static Contract parse(String text) {
        for (Contract contract : values()) {
            if (contract.wire().equals(text)) {
                return contract;
            }
        }
        throw new QuernException(
                ErrorCode.UNSUPPORTED,
                "The contract '" + text + "' is not supported",
                "Use --contract " + Arrays.stream(values()).map(Contract::wire).collect(Collectors.joining(" or "))
                        + ".");
    }
}
