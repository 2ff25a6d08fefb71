package dev.quern.core.name;

/** A function's full name: {@code media/thumbnail}. Both parts are checked by {@link Names}. */
public record FunctionName(String namespace, String name) implements Comparable<FunctionName> {
    public static final String DEFAULT_NAMESPACE = "default";

    public FunctionName {
        Names.check("namespace", namespace);
        Names.check("function name", name);
    }

    @Override
    public int compareTo(FunctionName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
