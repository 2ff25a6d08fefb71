package dev.quern.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, two spaces apart, as wide as their widest cell. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> titles) {
        rows.add(titles);
    }

    public void add(List<String> row) {
        rows.add(row.stream().map(Printable::line).toList());
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                out.append(row.get(i));
                if (i < widths.length - 1) {
                    out.repeat(' ', widths[i] - width(row.get(i)) + 2);
                }
            }
            out.setLength(end(out));
            out.append('\n');
        }
        return out.toString();
    }

    /** Where the line's text ends: empty cells at its end leave no spaces. */
    private static int end(StringBuilder out) {
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        return end;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
