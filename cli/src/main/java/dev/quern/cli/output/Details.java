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
                if (list.stream().anyMatch(Map.class::isInstance)) {
                    out.append(label).append('\n');
                    table(list.stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList(), indent + "  ");
                } else if (!list.isEmpty()) {
                    out.append(label).append('\n');
                    list.forEach(item -> out.append(indent + "  - " + scalar(item) + "\n"));
                }
            }
            default -> out.append(label + " " + scalar(value) + "\n");
        }
    }

    /** A row for each, under the names of all their fields. */
    private void table(List<Map<?, ?>> items, String indent) {
        List<String> names = items.stream()
                .flatMap(item -> item.keySet().stream())
                .map(String::valueOf)
                .distinct()
                .toList();
        Table table = new Table(names.stream().map(Printable::line).toList());
        for (Map<?, ?> item : items) {
            table.add(names.stream()
                    .map(name -> item.get(name) == null ? "-" : scalar(item.get(name)))
                    .toList());
        }
        table.toString().lines().forEach(line -> out.append(indent + line + "\n"));
    }

    /** Numbers come from JSON as doubles; whole ones are written whole. */
    private static String scalar(@Nullable Object value) {
        if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
            return Long.toString(d.longValue());
        }
        return Printable.text(String.valueOf(value));
    }
}
