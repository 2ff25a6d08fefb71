package dev.quern.cli.call;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import java.util.HexFormat;
import java.util.List;

/** A call's arguments as the header {@code Quern-Args}: a JSON array in ASCII, everything else escaped (RFC 8259 section 7). */
public final class Arguments {
    /** The server takes 64 KiB of headers in all. */
    private static final int LARGEST = 60 * 1024;

    private Arguments() {}

    public static String header(List<String> arguments) {
        StringBuilder out = new StringBuilder("[");
        for (String argument : arguments) {
            FunctionConfig.argument(argument);
            out.append(out.length() > 1 ? ",\"" : "\"");
            argument.chars().forEach(c -> append(out, (char) c));
            out.append('"');
            if (out.length() > LARGEST) {
                throw QuernException.invalid(
                        "The arguments are longer than 60 KiB", "Send large input on stdin instead of as arguments.");
            }
        }
        return out.append(']').toString();
    }

    private static void append(StringBuilder out, char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c >= ' ' && c < 0x7f) {
            out.append(c);
        } else {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
        }
    }
}
