package dev.quern.bench.server;

import dev.quern.bench.run.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of wrk: requests a second, and times in milliseconds. */
record Wrk(double perSecond, double p50, double p99) {
    private static final Pattern TIME = Pattern.compile("(\\d+)% +([0-9.]+)(us|ms|s)");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");

    static Wrk run(String url, int connections, int seconds, String... headers)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("wrk", "--latency", "-t1", "-c" + connections, "-d" + seconds + "s"));
        for (String header : headers) {
            command.add("-H");
            command.add(header);
        }
        command.add(url);
        String said = Shell.must(command).output();
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IOException(said);
        }
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IOException(said);
        }
        return new Wrk(Double.parseDouble(rate.group(1)), millis(said, "50"), millis(said, "99"));
    }

    private static double millis(String said, String percentile) throws IOException {
        Matcher m = TIME.matcher(said);
        while (m.find()) {
            if (m.group(1).equals(percentile)) {
                double value = Double.parseDouble(m.group(2));
                return switch (m.group(3)) {
                    case "us" -> value / 1000;
                    case "ms" -> value;
                    default -> value * 1000;
                };
            }
        }
        throw new IOException(said);
    }
}
