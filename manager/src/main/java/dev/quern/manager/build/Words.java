package dev.quern.manager.build;

import java.util.List;
import java.util.stream.Collectors;

/** Texts as a Containerfile takes them. */
final class Words {
    private Words() {}

    /** In double quotes for ENV and LABEL, which replace variables. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\' || c == '$') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    /** The exec form: a JSON array. */
    static String exec(List<String> words) {
        return words.stream().map(Words::json).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : Character.toString(c));
            }
        }
        return out.append('"').toString();
    }
}
