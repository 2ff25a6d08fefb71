package dev.quern.core.access;

/**
 * Who makes a request: the key it came with.
 *
 * @param keyId the public part of the key
 * @param namespace the only namespace the key may touch; {@code *} for an admin key
 */
public record Principal(String keyId, Role role, String namespace) {
    public static final String EVERYWHERE = "*";

    /** Whether this key may do what {@code needed} allows in {@code inNamespace}. */
    public boolean may(Role needed, String inNamespace) {
        return role.includes(needed) && (namespace.equals(EVERYWHERE) || namespace.equals(inNamespace));
    }
}
