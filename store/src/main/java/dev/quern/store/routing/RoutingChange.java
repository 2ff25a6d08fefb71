package dev.quern.store.routing;

import dev.quern.core.secret.SecretName;
import java.util.Locale;

/**
 * What has changed, as told between gateways.
 *
 * @param name a function's full name, a key's id, a namespace's name, an image's digest, a secret's full name; empty for ALL
 */
public record RoutingChange(Kind kind, String name) {
    /** The kinds of change; ALL also stands for whatever a newer program says. */
    public enum Kind {
        FUNCTION,
        KEY,
        NAMESPACE,
        IMAGE,
        SECRET,
        ALL
    }

    public static final RoutingChange ALL = new RoutingChange(Kind.ALL, "");

    public static RoutingChange function(dev.quern.core.name.FunctionName name) {
        return new RoutingChange(Kind.FUNCTION, name.toString());
    }

    public static RoutingChange key(String id) {
        return new RoutingChange(Kind.KEY, id);
    }

    public static RoutingChange namespace(String name) {
        return new RoutingChange(Kind.NAMESPACE, name);
    }

    public static RoutingChange image(String digest) {
        return new RoutingChange(Kind.IMAGE, digest);
    }

    public static RoutingChange secret(SecretName name) {
        return new RoutingChange(Kind.SECRET, name.toString());
    }

    String payload() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }

    static RoutingChange parse(String payload) {
        int space = payload.indexOf(' ');
        String word = space < 0 ? payload : payload.substring(0, space);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ALL
                    && space > 0
                    && kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return new RoutingChange(kind, payload.substring(space + 1));
            }
        }
        return ALL;
    }
}
