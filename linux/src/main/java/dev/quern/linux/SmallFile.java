package dev.quern.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Files that the kernel makes up when they are read, of a few lines mostly: as few system calls as can be. */
public final class SmallFile {
    private static final int PAGE = 4096;

    private SmallFile() {}

    /**
     * All that is in the file.
     *
     * @throws LinuxException ENOENT and what else open(2) and read(2) say
     */
    public static String read(String path) {
        int fd = FileCalls.open(path);
        try {
            byte[] part = FileCalls.pread(fd, PAGE, 0);
            // The kernel fills a page before it begins another.
            if (part.length < PAGE / 2) {
                return new String(part, StandardCharsets.US_ASCII);
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (part.length > 0) {
                all.writeBytes(part);
                part = FileCalls.pread(fd, PAGE, all.size());
            }
            return all.toString(StandardCharsets.US_ASCII);
        } finally {
            FileCalls.close(fd);
        }
    }
}
