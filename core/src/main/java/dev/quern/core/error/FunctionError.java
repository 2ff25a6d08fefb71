package dev.quern.core.error;

import java.io.Serializable;

/**
 * A failure as a function's own runtime told it, in the shape of AWS Lambda.
 *
 * @param type its {@code errorType}, empty perhaps
 * @param message its {@code errorMessage}, empty perhaps
 * @param json all it told, one JSON object, as it came
 */
public record FunctionError(String type, String message, String json) implements Serializable {
    private static final int SHOWN = 1000;

    /** Of what did not come as JSON. */
    public static FunctionError of(String type, String message) {
        return new FunctionError(
                type, message, "{\"errorMessage\":" + quoted(message) + ",\"errorType\":" + quoted(type) + "}");
    }

    /** Type and message in one line of bounded length. */
    public String summary() {
        String text = type.isEmpty() ? message : message.isEmpty() ? type : type + ": " + message;
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? "it did not say why" : line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
