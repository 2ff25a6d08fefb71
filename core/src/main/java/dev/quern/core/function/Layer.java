package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.Optional;

/**
 * A directory that a function's sandboxes see read-only, so that what it holds is updated without building the
 * function's image anew. Written {@code /directory:/path} or {@code image:NAME[:/directory]:/path}.
 *
 * @param image where it is from: a name, a digest, or {@code NAME@DIGEST} once it is pinned; empty for the host
 * @param directory absolute, in the image or on the host
 * @param target absolute path in the container
 */
public record Layer(Optional<String> image, String directory, String target) {
    public static final int MOST = 16;

    private static final String FROM_IMAGE = "image:";
    private static final String PIN = "@sha256:";
    private static final String DIGEST = "sha256:";

    public Layer {
        image.ifPresent(Layer::requireName);
        Mount.clean("directory", directory);
        Mount.requireTarget(target);
        if (target.equals("/tmp") || target.startsWith("/tmp/")) {
            throw QuernException.invalid("A layer cannot be placed at or below /tmp, which belongs to each sandbox");
        }
    }

    public static Layer parse(String text) {
        int colon = text.lastIndexOf(":/");
        if (colon <= 0) {
            throw QuernException.invalid(
                    "'" + text + "' is not a layer",
                    "Write /directory:/path, image:NAME:/path or image:NAME:/directory:/path.");
        }
        String source = text.substring(0, colon);
        String target = text.substring(colon + 1);
        if (!source.startsWith(FROM_IMAGE)) {
            return new Layer(Optional.empty(), source, target);
        }
        String image = source.substring(FROM_IMAGE.length());
        int inside = image.indexOf(":/");
        return inside < 0
                ? new Layer(Optional.of(image), "/", target)
                : new Layer(Optional.of(image.substring(0, inside)), image.substring(inside + 1), target);
    }

    /** The digest it is pinned to, or was named by. */
    public Optional<String> digest() {
        return image.flatMap(name -> {
            int pin = name.indexOf(PIN);
            return pin >= 0
                    ? Optional.of(name.substring(pin + 1))
                    : Optional.of(name).filter(n -> n.startsWith(DIGEST));
        });
    }

    /** The same, of this image whatever becomes of its name. */
    public Layer pinned(String digest) {
        return new Layer(
                image.map(name -> name.startsWith(DIGEST) ? digest : name.split("@", 2)[0] + "@" + digest),
                directory,
                target);
    }

    /** Whether one of the two would hide the other. */
    public boolean overlaps(String otherTarget) {
        return (target + "/").startsWith(otherTarget + "/") || (otherTarget + "/").startsWith(target + "/");
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.length() > 1200 || name.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw QuernException.invalid("A layer names its image: image:NAME:/path");
        }
    }

    @Override
    public String toString() {
        String source = image.map(name -> FROM_IMAGE + name + (directory.equals("/") ? "" : ":" + directory))
                .orElse(directory);
        return source + ":" + target;
    }
}
