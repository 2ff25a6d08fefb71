package dev.quern.core.function;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the platform talks to the container. */
public enum Contract {
    /** A program for every call: the body is its standard input, its standard output the answer. */
    STDIO,
    /** A server on {@code $PORT}, kept for many calls. */
    HTTP,
    /** An image of AWS Lambda, whose runtime client asks the platform for one event after the other. */
    LAMBDA,
    /** An image made with a development kit of Fn: HTTP on a unix socket, one call at a time. */
    FN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the container holds a server that is kept, and not a program that is started for every call. */
    public boolean isServer() {
        return this != STDIO;
    }

    /** Whether its container takes another call while one is under way. */
    public boolean isConcurrent() {
        return this == HTTP;
    }

    /** Empty for one that is not spoken here. */
    public static Optional<Contract> find(String wire) {
        return Arrays.stream(values())
                .filter(contract -> contract.wire().equals(wire))
                .findFirst();
    }

    public static Contract parse(String text) {
        return find(text)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.UNSUPPORTED,
                        "The contract '" + text + "' is not supported",
                        "Use --contract "
                                + Arrays.stream(values()).map(Contract::wire).collect(Collectors.joining(" or "))
                                + "."));
    }
}
