package dev.quern.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An image tree out of nothing but busybox. */
final class BusyboxTree {
    private static final List<String> APPLETS = List.of(
            "awk",
            "cat",
            "chmod",
            "cp",
            "dd",
            "df",
            "echo",
            "env",
            "false",
            "find",
            "grep",
            "head",
            "id",
            "ifconfig",
            "ipcmk",
            "ipcs",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mount",
            "nc",
            "printf",
            "ps",
            "pwd",
            "rm",
            "setsid",
            "sh",
            "sleep",
            "sort",
            "stat",
            "tail",
            "touch",
            "tr",
            "true",
            "umount",
            "uname",
            "wc",
            "yes");

    private BusyboxTree() {}

    static Path make(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("scratch"));
        Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
        for (String applet : APPLETS) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        return root;
    }
}
