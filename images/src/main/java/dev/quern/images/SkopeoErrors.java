package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Invalid;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What skopeo's last words mean: it has one exit status for everything. */
final class SkopeoErrors {
    /** logrus's text format. */
    private static final Pattern MESSAGE = Pattern.compile("msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /**
     * One meaning.
     *
     * @param signs lower case; any of them in the output means it
     */
    private record Meaning(List<String> signs, ErrorCode code, String message, String fix) {}

    private static final List<Meaning> MEANINGS = List.of(
            new Meaning(
                    List.of("no space left on device", "disk quota exceeded"),
                    ErrorCode.DISK_FULL,
                    "There is no space left to pull %s",
                    "Remove images with 'quern image rm', or move the data directory to a larger disk."),
            new Meaning(
                    List.of("manifest unknown", "name unknown", "repository name not known"),
                    ErrorCode.IMAGE_NOT_FOUND,
                    "The registry has no image %s",
                    "Check its name and tag."),
            new Meaning(
                    List.of("unauthorized", "authentication required", "access to the resource is denied", "forbidden"),
                    ErrorCode.REGISTRY_FAILED,
                    "The registry refuses access to %s",
                    "Give credentials for this registry, or check the ones given."),
            new Meaning(
                    List.of("toomanyrequests", "too many requests"),
                    ErrorCode.REGISTRY_FAILED,
                    "The registry limits how often %s may be pulled",
                    "Try again later, or give credentials with a higher limit."),
            new Meaning(
                    List.of("x509:", "tls:", "http response to https client"),
                    ErrorCode.REGISTRY_FAILED,
                    "The registry of %s has no certificate this machine trusts",
                    "Install the registry's certificate authority on this machine."),
            new Meaning(
                    List.of(
                            "connection refused",
                            "no such host",
                            "i/o timeout",
                            "no route to host",
                            "server misbehaving"),
                    ErrorCode.REGISTRY_FAILED,
                    "The registry of %s cannot be reached",
                    "Check the registry's name and port, and this machine's network."),
            new Meaning(
                    List.of("rejected by policy", "signature was required"),
                    ErrorCode.FORBIDDEN,
                    "The signature policy of this machine does not accept %s",
                    "Sign the image, or change /etc/containers/policy.json."));

    private SkopeoErrors() {}

    static QuernException explain(RegistrySource source, String architecture, String output) {
        String lower = output.toLowerCase(Locale.ROOT);
        if (lower.contains("no image found in manifest list") || lower.contains("no image found in image index")) {
            return Invalid.image(
                    source.name() + " has no image for this machine, which runs linux/" + architecture,
                    "Push the image for linux/" + architecture + " as well.");
        }
        return MEANINGS.stream()
                .filter(meaning -> meaning.signs().stream().anyMatch(lower::contains))
                .findFirst()
                .map(meaning ->
                        new QuernException(meaning.code(), meaning.message().formatted(source.name()), meaning.fix()))
                .orElseGet(() -> new QuernException(
                        ErrorCode.REGISTRY_FAILED,
                        "The registry did not deliver " + source.name() + ": " + lastMessage(output),
                        "Try again, or save the image to a file and load that."));
    }

    private static String lastMessage(String output) {
        String last = Arrays.stream(output.split("\n"))
                .filter(line -> !line.isBlank())
                .reduce("no reason given", (a, b) -> b);
        Matcher m = MESSAGE.matcher(last);
        return m.find() ? m.group(1).replace("\\\"", "\"") : last;
    }
}
