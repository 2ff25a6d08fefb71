package dev.quern.manager.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a build said last: the step it is at, and its last lines. Used by the thread that reads the output. */
final class Transcript {
    private static final int KEPT = 60;
    private static final Pattern STEP = Pattern.compile("(?:\\[\\d+/\\d+\\] )?STEP (\\d+)/\\d+: (.*)");
    private static final Pattern STATUS = Pattern.compile("exit status (\\d+)");

    private final Deque<String> last = new ArrayDeque<>();
    private boolean repeating;
    private int step;
    private String stepText = "";

    void add(String line) {
        repeating |= line.startsWith("Error: building at STEP ");
        Matcher matcher = STEP.matcher(line);
        if (matcher.matches()) {
            step = Integer.parseInt(matcher.group(1));
            stepText = matcher.group(2);
        }
        last.addLast(line);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** Whether what comes only repeats the step that failed, or how, which is told in our own words. */
    boolean isRepeating() {
        return repeating || String.valueOf(last.peekLast()).startsWith("subprocess exited with status ");
    }

    /** The number of the step under way in its stage, from 1; 0 before the first. */
    int step() {
        return step;
    }

    String stepText() {
        return stepText;
    }

    /** Newest first. */
    List<String> backwards() {
        return List.copyOf(last.reversed());
    }

    /** The status of the command that failed, if one did. */
    Optional<String> status() {
        return backwards().stream()
                .map(STATUS::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** What the builder itself complained about. */
    String complaint() {
        return backwards().stream()
                .filter(line -> line.startsWith("Error: ") || line.startsWith("error "))
                .map(line -> line.replaceFirst("^Error: ", ""))
                .findFirst()
                .orElse("The build ended without saying why");
    }
}
