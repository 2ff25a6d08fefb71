package dev.quern.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many descriptors a function may open: never more than the server itself may, for a runtime without
 * CAP_SYS_RESOURCE cannot raise a hard limit.
 */
record FileLimit(long soft, long hard) {
    private static final long SOFT = 1024;
    private static final long HARD = 16384;

    static FileLimit ofThisProcess() {
        long own = HARD;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String hard = line.split("\\s{2,}")[2];
                    own = hard.equals("unlimited") ? HARD : Long.parseLong(hard);
                }
            }
        } catch (IOException e) {
            own = SOFT;
        }
        return new FileLimit(Math.min(SOFT, own), Math.min(HARD, own));
    }
}
