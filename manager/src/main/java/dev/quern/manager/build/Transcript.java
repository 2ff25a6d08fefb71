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
    private Optional<String> status = Optional.empty();
    private int step;
    private String stepText = "";

    void add(String line) {
        repeating |= line.startsWith("Error: building at STEP ");
        Matcher matcher = STEP.matcher(line);
        if (matcher.matches()) {
            step = Integer.parseInt(matcher.group(1));
            stepText = matcher.group(2);
        }
        if (repeating) {
            // Behind the whole command, which may have lines of its own.
            Matcher ended = STATUS.matcher(line);
            status = ended.find() ? Optional.of(ended.group(1)) : status;
        }
        if (repeating && !isBuilders(line)) {
            // More of the command: it would push out what the command said.
            return;
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
        return status;
    }

    private static boolean isBuilders(String line) {
        return line.startsWith("Error: ") || line.startsWith("error ");
    }

    /** What the builder itself complained about. */
    String complaint() {
        return backwards().stream()
                .filter(Transcript::isBuilders)
                .map(line -> line.replaceFirst("^Error: (?:building at STEP \".*?\": )?", ""))
                .findFirst()
                .orElse("The build ended without saying why");
    }
}
