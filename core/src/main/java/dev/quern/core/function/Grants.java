package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a function is given besides its image: secrets, by name, and a way out of its sandbox. */
public record Grants(List<SecretUse> secrets, Egress egress) {
    public static final Grants NONE = new Grants(List.of(), Egress.NONE);
    static final int MOST_SECRETS = 16;

    public Grants {
        secrets = List.copyOf(secrets);
        if (secrets.size() > MOST_SECRETS) {
            throw QuernException.invalid("A function is given at most " + MOST_SECRETS + " secrets");
        }
    }

    /** As the API writes them; absent is none. */
    public static Grants parse(@Nullable List<String> secrets, @Nullable String egress) {
        List<String> uses = Objects.requireNonNullElse(secrets, List.of());
        if (uses.stream().anyMatch(Objects::isNull)) {
            throw QuernException.invalid("null is not a value of secrets");
        }
        return new Grants(
                uses.stream().map(SecretUse::parse).toList(), egress == null ? Egress.NONE : Egress.parse(egress));
    }

    /** The paths of secrets that are files. */
    public List<String> files() {
        return secrets.stream()
                .map(SecretUse::place)
                .filter(SecretUse.File.class::isInstance)
                .map(place -> ((SecretUse.File) place).path())
                .toList();
    }

    /** @throws QuernException invalid_argument when two things would be in one place */
    void requirePlaces(Map<String, String> environment, List<Mount> mounts, List<Layer> layers) {
        Set<String> variables = new HashSet<>(environment.keySet());
        for (SecretUse use : secrets) {
            if (use.place() instanceof SecretUse.Variable v && !variables.add(v.variable())) {
                throw QuernException.invalid("The environment variable " + v.variable() + " is set twice");
            }
        }
        List<String> files = files();
        for (int i = 0; i < files.size(); i++) {
            for (int j = 0; j < files.size(); j++) {
                if (i != j && overlap(files.get(i), files.get(j))) {
                    throw QuernException.invalid("Two secrets are at " + files.get(i) + " or below");
                }
            }
            for (Mount mount : mounts) {
                requireApart(files.get(i), "mount", mount.target());
            }
            for (Layer layer : layers) {
                requireApart(files.get(i), "layer", layer.target());
            }
        }
    }

    private static void requireApart(String file, String what, String target) {
        if (overlap(file, target) || overlap(target, file)) {
            throw QuernException.invalid(
                    "The secret at " + file + " and the " + what + " at " + target + " are in each other's way");
        }
    }

    private static boolean overlap(String path, String above) {
        return path.equals(above) || SecretUse.isBelow(path, above);
    }
}
