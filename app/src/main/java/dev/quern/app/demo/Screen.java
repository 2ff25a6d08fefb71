package dev.quern.app.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The demo's output: a label column and text. A step that takes longer than a moment says what it is
 * doing: on a terminal in a line that is replaced, elsewhere once.
 */
final class Screen {
    private static final int LABEL = 11;
    private static final long TICK_MILLIS = 1000;
    /** CSI 2K clears the line, SGR 1 and 2 are bold and faint (ECMA-48). */
    private static final String CLEAR = "\r\u001b[2K";

    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;

    Screen(PrintStream out, boolean terminal, boolean colours) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
    }

    /** On the process's own stdout; pictures where the terminal says it has 24-bit colour. */
    static Screen system() {
        boolean terminal = stdoutIsTerminal();
        String depth = System.getenv().getOrDefault("COLORTERM", "");
        boolean colours = terminal && (depth.equals("truecolor") || depth.equals("24bit"));
        return new Screen(new PrintStream(System.out, true, StandardCharsets.UTF_8), terminal, colours);
    }

    private static boolean stdoutIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    boolean isTerminal() {
        return terminal;
    }

    boolean hasColours() {
        return colours;
    }

    void title(String text) {
        out.println();
        out.println(terminal ? BOLD + text + PLAIN : text);
    }

    void line(String label, String text) {
        out.println(label(label) + text);
    }

    void remark(String text) {
        out.println(terminal ? FAINT + text + PLAIN : text);
    }

    void raw(String text) {
        out.println(text);
    }

    /**
     * Runs {@code work} and prints one line about it.
     *
     * @param doing shown while it lasts
     * @param done makes the line from the result and the time taken
     */
    <T> T step(String label, String doing, Supplier<T> work, Function<Timed<T>, String> done) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread ticker = Thread.ofVirtual().start(() -> tick(label, doing, ended));
        long start = System.nanoTime();
        try {
            T result = work.get();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            stop(ticker, ended);
            line(label, done.apply(new Timed<>(result, took)));
            return result;
        } finally {
            stop(ticker, ended);
        }
    }

    private void tick(String label, String doing, CountDownLatch ended) {
        try {
            for (int seconds = 1; !ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS); seconds++) {
                if (terminal) {
                    out.print(CLEAR + label(label) + doing + " … " + seconds + " s");
                    out.flush();
                } else if (seconds == 1) {
                    line(label, doing + " …");
                }
            }
            if (terminal) {
                out.print(CLEAR);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Thread ticker, CountDownLatch ended) {
        ended.countDown();
        try {
            ticker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private static String label(String text) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s", text);
    }

    /** A result and how long it took. */
    record Timed<T>(T result, Duration took) {
        /** {@code 9.1 s} */
        String seconds() {
            return Screen.seconds(took);
        }
    }
}
