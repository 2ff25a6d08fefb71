package dev.quern.app.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Pictures on a terminal with 24-bit colour: each character cell is an upper half block whose
 * foreground is one pixel and whose background the pixel below it.
 */
final class HalfBlocks {
    private static final String RESET = "\u001b[0m";

    private HalfBlocks() {}

    /** Two pictures side by side, their bottoms on one line. */
    static List<String> beside(Pixels left, Pixels right, String gap) {
        List<String> a = lines(left);
        List<String> b = lines(right);
        int rows = Math.max(a.size(), b.size());
        List<String> out = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            out.add(cell(a, row - (rows - a.size()), left.width())
                    + gap
                    + cell(b, row - (rows - b.size()), right.width()));
        }
        return out;
    }

    private static String cell(List<String> lines, int row, int width) {
        return row < 0 ? " ".repeat(width) : lines.get(row);
    }

    static List<String> lines(Pixels picture) {
        List<String> out = new ArrayList<>();
        for (int y = 0; y < picture.height(); y += 2) {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < picture.width(); x++) {
                line.append(colour(38, picture.at(x, y)))
                        .append(colour(48, picture.at(x, y + 1)))
                        .append('▀');
            }
            out.add(line.append(RESET).toString());
        }
        return out;
    }

    /** Select Graphic Rendition 38;2 (foreground) or 48;2 (background), ITU-T T.416. */
    private static String colour(int target, int rgb) {
        return "\u001b[" + target + ";2;" + (rgb >> 16) + ";" + (rgb >> 8 & 255) + ";" + (rgb & 255) + "m";
    }
}
