package dev.quern.node.http;

/** One field line; the name as it was written, the value without the space around it. */
public record Header(String name, String value) {
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
