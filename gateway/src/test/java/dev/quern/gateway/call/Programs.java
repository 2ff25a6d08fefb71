package dev.quern.gateway.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of this machine, with the libraries they need, in the tree of an image. */
final class Programs {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private Programs() {}

    static void copy(Path program, Path root) throws IOException {
        put(program, root.resolve("bin").resolve(program.getFileName()));
        Matcher libraries = LIBRARY.matcher(Neighbour.run("ldd", program.toString()));
        while (libraries.find()) {
            Path library = Path.of(libraries.group(1));
            put(library, root.resolve(library.toString().substring(1)));
        }
    }

    private static void put(Path from, Path to) throws IOException {
        if (!Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(to.getParent());
            Files.copy(from.toRealPath(), to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
