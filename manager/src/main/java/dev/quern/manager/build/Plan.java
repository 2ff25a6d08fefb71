package dev.quern.manager.build;

import dev.quern.core.image.ImageConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a directory becomes an image: a Containerfile, and the way back from its steps to the user's own lines. */
sealed interface Plan permits RecipePlan, DockerfilePlan {
    /** The base images by the names the descriptor gives them, each once, in the order they are used. */
    List<String> bases();

    /** The one of them the image itself begins with; empty for scratch. */
    Optional<String> base();

    /**
     * The Containerfile.
     *
     * @param local what the build's own storage calls each base
     * @param configs of the bases, by the same names
     */
    String containerfile(Map<String, String> local, Map<String, ImageConfig> configs);

    /** Where a build that said this came to its end. */
    Optional<FailedLine> failed(Transcript transcript);

    /** A line of the log as its reader wants it. */
    default String shown(String line) {
        return line;
    }
}
