package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A shell that joins a group and then runs a script in it. */
final class Member {
    private Member() {}

    static Process run(Cgroup group, String script) {
        return run(group.procsFiles(), script);
    }

    static Process run(List<Path> procsFiles, String script) {
        List<String> command =
                new ArrayList<>(List.of("busybox", "sh", "-c", "for f; do echo 0 > $f || exit 99; done; " + script));
        command.add("member");
        procsFiles.forEach(file -> command.add(file.toString()));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int finish(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
