package dev.quern.node.bucket;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Who asks, by the id of a thread that waits for the answer meanwhile, so it is nobody else's. Only files of /proc
 * that need no lock of the process's memory: a thread may hold that while it waits for us.
 */
final class Caller {
    /** PF_SIGNALED of linux/sched.h: ended by a signal. */
    private static final long SIGNALED = 0x400;

    /** Where the flags are behind the command's name in /proc/PID/stat, see proc_pid_stat(5). */
    private static final int FLAGS = 6;

    /** O_RDONLY in the last two bits of the flags, which are octal. */
    private static final Pattern READ_ONLY = Pattern.compile("(?m)^flags:\\s+[0-7]*[04]$");

    /** Beyond these looking would take longer than it is worth. */
    private static final int MOST_DESCRIPTORS = 256;

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

    /**
     * Whether the process has a file open for writing under some descriptor, as the shells do that put a file in the
     * place of stdout and close the descriptor they opened. A process that ends has none any more.
     *
     * @param inode one that no other file on the machine is likely to have
     */
    static boolean writes(int process, long inode) {
        String wanted = "ino:\t" + Long.toUnsignedString(inode) + "\n";
        String[] descriptors = new File("/proc/" + process + "/fdinfo").list();
        if (process == 0 || descriptors == null || descriptors.length > MOST_DESCRIPTORS) {
            return false;
        }
        return Arrays.stream(descriptors)
                .map(fd -> read(process, "fdinfo/" + fd))
                .anyMatch(info ->
                        info.contains(wanted) && !READ_ONLY.matcher(info).find());
    }

    private static String read(int id, String file) {
        if (id == 0) {
            return "";
        }
        try (InputStream in = new FileInputStream("/proc/" + id + "/" + file)) {
            return new String(in.readNBytes(1 << 14), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
