package dev.quern.core.name;

/**
 * A reference to a function as users write it: {@code [namespace/]name[:alias|@version]}; the
 * namespace defaults to the caller's, the selector to {@code live}.
 */
public record Ref(FunctionName function, Selector selector) {
    /**
     * Parses a reference.
     *
     * @param defaultNamespace the namespace when the text names none
     * @throws dev.quern.core.error.QuernException invalid_argument when the text is not a reference
     */
    public static Ref parse(String text, String defaultNamespace) {
        int slash = text.indexOf('/');
        String namespace = slash < 0 ? defaultNamespace : text.substring(0, slash);
        String rest = text.substring(slash + 1);
        int at = rest.indexOf('@');
        if (at >= 0) {
            return new Ref(new FunctionName(namespace, rest.substring(0, at)), numbered(rest.substring(at + 1)));
        }
        int colon = rest.indexOf(':');
        if (colon >= 0) {
            return new Ref(
                    new FunctionName(namespace, rest.substring(0, colon)),
                    new Selector.Alias(rest.substring(colon + 1)));
        }
        return new Ref(new FunctionName(namespace, rest), Selector.LIVE);
    }

    private static Selector numbered(String text) {
        Selector parsed = Selector.parse(text);
        if (parsed instanceof Selector.Number) {
            return parsed;
        }
        throw dev.quern.core.error.QuernException.invalid("'@" + text + "' is not a version number");
    }

    @Override
    public String toString() {
        return function
                + switch (selector) {
                    case Selector.Alias a -> ":" + a.alias();
                    case Selector.Number n -> "@" + n.version();
                };
    }
}
