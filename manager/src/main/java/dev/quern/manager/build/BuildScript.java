package dev.quern.manager.build;

import dev.quern.core.recipe.ScriptLine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The script lines as one shell script whose lines have the numbers they have in {@code quern.yaml}. The shell
 * traces what it runs, so the last trace before a failure is the line that failed.
 */
final class BuildScript {
    private static final String HEAD = "PS4='+ line ${LINENO-}: '; set -ex";
    private static final Pattern TRACE = Pattern.compile("\\++ line (\\d*): (.*)");
    private static final Pattern SYNTAX = Pattern.compile(".*?(?:line |: )(\\d+): .*[sS]yntax error.*");

    private final List<ScriptLine> script;
    private final String text;

    BuildScript(List<ScriptLine> script) {
        this.script = List.copyOf(script);
        StringBuilder all = new StringBuilder(HEAD);
        int at = 1;
        for (ScriptLine line : script) {
            int gap = Math.max(1, line.line() - at);
            all.append("\n".repeat(gap)).append(line.text());
            at += gap + (int) line.text().chars().filter(c -> c == '\n').count();
        }
        this.text = all.toString();
    }

    String text() {
        return text;
    }

    /** @param output of the script, newest line first */
    FailedLine failed(List<String> output) {
        for (String line : output) {
            Matcher syntax = SYNTAX.matcher(line);
            if (syntax.matches()) {
                return at(Integer.parseInt(syntax.group(1)));
            }
            Matcher trace = TRACE.matcher(line);
            if (trace.matches()) {
                return trace.group(1).isEmpty()
                        ? like(trace.group(2))
                        : new FailedLine(Integer.parseInt(trace.group(1)), trace.group(2));
            }
        }
        return at(first());
    }

    private int first() {
        return script.isEmpty() ? 1 : script.getFirst().line();
    }

    private FailedLine at(int number) {
        List<String> lines = text.lines().toList();
        return new FailedLine(number, number >= 1 && number <= lines.size() ? lines.get(number - 1) : "");
    }

    /** The shell of this base does not number what it traces: the line that begins with the same words. */
    private FailedLine like(String traced) {
        String word = traced.split(" ", 2)[0];
        List<String> lines = text.lines().toList();
        return find(lines, traced)
                .or(() -> find(lines, word))
                .map(number -> new FailedLine(number, traced))
                .orElseGet(() -> new FailedLine(first(), traced));
    }

    private static Optional<Integer> find(List<String> lines, String part) {
        for (int i = lines.size() - 1; i > 0; i--) {
            if (!part.isEmpty() && lines.get(i).contains(part)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }
}
