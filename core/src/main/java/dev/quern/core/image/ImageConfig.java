package dev.quern.core.image;

import java.util.List;
import java.util.Map;

/**
 * The part of an OCI image configuration a call needs (OCI image-spec 1.1, config.md).
 *
 * @param architecture GOARCH spelling, {@code amd64}
 * @param os {@code linux}
 * @param entrypoint the exec form of ENTRYPOINT, empty when the image has none
 * @param command CMD, empty when the image has none
 * @param environment {@code KEY=value} entries in the image's order
 * @param workingDirectory absolute; {@code /} when the image says nothing
 * @param exposedPorts as written, {@code 8080} or {@code 8080/tcp}; of an image that an older release loaded none
 * @param user as written: {@code ""}, {@code 1000}, {@code nobody}, {@code 1000:100}, {@code app:staff}
 */
public record ImageConfig(
        String architecture,
        String os,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingDirectory,
        String user,
        Map<String, String> labels,
        List<String> exposedPorts) {
    /** One that exposes no ports. */
    public ImageConfig(
            String architecture,
            String os,
            List<String> entrypoint,
            List<String> command,
            List<String> environment,
            String workingDirectory,
            String user,
            Map<String, String> labels) {
        this(architecture, os, entrypoint, command, environment, workingDirectory, user, labels, List.of());
    }

    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
        exposedPorts = List.copyOf(exposedPorts);
    }
}
