package dev.quern.sandbox.cgroup;

import java.io.IOException;

/** Files of lines {@code name number}, the kernel's "flat keyed" format. */
final class Fields {
    private Fields() {}

    static long of(String text, String name) throws IOException {
        for (String line : text.lines().toList()) {
            if (line.length() > name.length() && line.startsWith(name) && line.charAt(name.length()) == ' ') {
                return Long.parseLong(line.substring(name.length() + 1).strip());
            }
        }
        throw new IOException("a cgroup file has no line '" + name + "'");
    }
}
