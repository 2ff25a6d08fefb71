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

    /**
     * Whether this key may see what a key made of a namespace's functions: developers all of it, any key its own,
     * also where the function is another namespace's and shared.
     *
     * @param madeBy the id of the key it was made with
     */
    public boolean sees(String inNamespace, String madeBy) {
        return may(Role.DEVELOPER, inNamespace) || keyId.equals(madeBy);
    }
}
