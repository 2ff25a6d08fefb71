package dev.quern.gateway.s3.policy;

import dev.quern.core.access.Principal;
import java.util.List;

/**
 * One grant or refusal.
 *
 * @param principals {@code *}, key ids, {@code arn:aws:iam::NAMESPACE:user/KEY} or {@code arn:aws:iam::NAMESPACE:root}
 * @param actions {@code s3:GetObject} and the like, with {@code *} and {@code ?}
 * @param resources {@code arn:aws:s3:::BUCKET} or {@code arn:aws:s3:::BUCKET/KEY}, with {@code *} and {@code ?}
 */
record Statement(boolean allow, List<String> principals, List<String> actions, List<String> resources) {
    static final String RESOURCE = "arn:aws:s3:::";
    private static final String IDENTITY = "arn:aws:iam::";

    boolean concerns(Principal who, String action, String resource) {
        return concerns(who, action) && resources.stream().anyMatch(r -> matches(r, RESOURCE + resource));
    }

    /** Whether it concerns all keys that begin with a prefix. */
    boolean concernsAllBeneath(Principal who, String action, String resource) {
        return concerns(who, action)
                && resources.stream().anyMatch(r -> r.endsWith("*") && matches(r, RESOURCE + resource));
    }

    /** Whether it may concern some key that begins with a prefix; in doubt it does. */
    boolean concernsSomeBeneath(Principal who, String action, String resource) {
        String beneath = RESOURCE + resource;
        return concerns(who, action)
                && resources.stream()
                        .map(r -> r.split("[*?]", 2))
                        .anyMatch(parts ->
                                parts[0].startsWith(beneath) || (parts.length > 1 && beneath.startsWith(parts[0])));
    }

    private boolean concerns(Principal who, String action) {
        return principals.stream().anyMatch(p -> names(p, who))
                && actions.stream().anyMatch(a -> matches(a, action));
    }

    private static boolean names(String principal, Principal who) {
        return principal.equals("*")
                || principal.equals(who.keyId())
                || principal.equals(IDENTITY + who.namespace() + ":user/" + who.keyId())
                || principal.equals(IDENTITY + who.namespace() + ":root");
    }

    /** Without going back more than to the last star, so in at most pattern times text steps. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
