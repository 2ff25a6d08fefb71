package dev.quern.node.bucket;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Who asks, by the id of a thread that waits for the answer meanwhile, so it is nobody else's. Only files of /proc
 * that need no lock of the process's memory: a thread may hold that while it waits for us.
 */
final class Caller {
    /** PF_SIGNALED of linux/sched.h: ended by a signal. */
    private static final long SIGNALED = 0x400;

    /** Where the flags are behind the command's name in /proc/PID/stat, see proc_pid_stat(5). */
    private static final int FLAGS = 6;

    private Caller() {}

    /** The process the thread is of; 0 where that cannot be told. */
    static int process(int thread) {
        for (String line : read(thread, "status").split("\n")) {
            if (line.startsWith("Tgid:")) {
                return Integer.parseInt(line.substring(5).strip());
            }
        }
        return 0;
    }

    /** Whether it asks because a signal ends it. */
    static boolean isKilled(int thread) {
        String stat = read(thread, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > FLAGS && (Long.parseLong(fields[FLAGS]) & SIGNALED) != 0;
    }

    private static String read(int thread, String file) {
        if (thread == 0) {
            return "";
        }
        try (InputStream in = new FileInputStream("/proc/" + thread + "/" + file)) {
            return new String(in.readNBytes(1 << 14), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
