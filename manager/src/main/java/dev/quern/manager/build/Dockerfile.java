package dev.quern.manager.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A Dockerfile's instructions with their lines, comments left out and continued lines joined, as its reference
 * (docs.docker.com/reference/dockerfile) has it. What instructions mean is the builder's to know.
 */
final class Dockerfile {
    private final List<Instruction> instructions = new ArrayList<>();

    /**
     * One instruction.
     *
     * @param line where it begins, from 1
     * @param lines how many it takes
     * @param text joined by blanks
     */
    record Instruction(int line, int lines, String text) {
        String word() {
            return text.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        }

        String rest() {
            String[] parts = text.split("\\s+", 2);
            return parts.length < 2 ? "" : parts[1];
        }
    }

    Dockerfile(String content) {
        char escape = content.lines()
                        .takeWhile(line -> line.startsWith("#"))
                        .anyMatch(line -> line.replace(" ", "").equalsIgnoreCase("#escape=`"))
                ? '`'
                : '\\';
        StringBuilder joined = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (String raw : content.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            begin = joined.isEmpty() ? number : begin;
            boolean continued = line.charAt(line.length() - 1) == escape;
            joined.append(joined.isEmpty() ? "" : " ")
                    .append(continued ? line.substring(0, line.length() - 1).strip() : line);
            if (!continued) {
                instructions.add(new Instruction(begin, number - begin + 1, joined.toString()));
                joined.setLength(0);
            }
        }
        if (!joined.isEmpty()) {
            instructions.add(new Instruction(begin, number - begin + 1, joined.toString()));
        }
    }

    List<Instruction> instructions() {
        return instructions;
    }
}
