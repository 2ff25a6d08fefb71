package dev.quern.images;

import dev.quern.core.error.QuernException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checked {@code docker://} reference (distribution-spec: names, tags, digests).
 *
 * @param name host, repository and tag or digest
 * @param host with its port, empty when the default registry is meant
 */
record RegistrySource(String name, String host) {
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern REFERENCE = Pattern.compile("docker://"
            + "((?:((?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d{1,5})?)/)?"
            + PART + "(?:/" + PART + ")*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})?)");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])(?::\\d{1,5})?");

    static RegistrySource parse(String source) {
        Matcher m = source.length() > 1024 ? REFERENCE.matcher("") : REFERENCE.matcher(source);
        if (!m.matches()) {
            throw QuernException.invalid(
                    "This is no image reference",
                    "Write docker://registry/name:tag or docker://registry/name@sha256:….");
        }
        return new RegistrySource(m.group(1), m.group(2) == null ? "" : m.group(2));
    }

    /** The traffic does not leave this machine, so that plain HTTP reveals nothing. */
    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }
}
