package dev.quern.cli.output;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing for people: a line for each field, nested ones indented, absent and empty ones left out. */
final class Details {
    private final StringBuilder out = new StringBuilder();

    static String of(Object tree) {
        Details details = new Details();
        details.fields((Map<?, ?>) tree, "");
        return details.out.toString();
    }

    private void fields(Map<?, ?> fields, String indent) {
        fields.forEach((name, value) -> field(indent + Printable.line(String.valueOf(name)) + ":", value, indent));
    }

    private void field(String label, @Nullable Object value, String indent) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> {
                if (!map.isEmpty()) {
                    out.append(label).append('\n');
                    fields(map, indent + "  ");
                }
            }
            case List<?> list -> {
                if (!list.isEmpty()) {
                    out.append(label).append('\n');
                    list.forEach(item -> out.append(indent + "  - " + scalar(item) + "\n"));
                }
            }
            default -> out.append(label + " " + scalar(value) + "\n");
        }
    }

    /** Numbers come from JSON as doubles; whole ones are written whole. */
    private static String scalar(@Nullable Object value) {
        if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
            return Long.toString(d.longValue());
        }
        return Printable.text(String.valueOf(value));
    }
}
