package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.List;
import java.util.Optional;

/**
 * What a version says instead of its image about how the program is started, beside the command.
 *
 * @param entrypoint replaces the image's ENTRYPOINT when not empty; the image's CMD stays behind it
 * @param workingDirectory replaces the image's; absolute
 */
public record Launch(List<String> entrypoint, Optional<String> workingDirectory) {
    /** As the image says. */
    public static final Launch IMAGE = new Launch(List.of(), Optional.empty());

    public Launch {
        entrypoint = List.copyOf(entrypoint);
        entrypoint.forEach(FunctionConfig::argument);
        if (!entrypoint.isEmpty() && entrypoint.getFirst().isEmpty()) {
            throw QuernException.invalid("--entrypoint needs the name of a program");
        }
        workingDirectory.ifPresent(path -> {
            if (!path.startsWith("/") || path.length() > 4096 || path.indexOf('\0') >= 0) {
                throw QuernException.invalid("--workdir must be an absolute path");
            }
        });
    }
}
