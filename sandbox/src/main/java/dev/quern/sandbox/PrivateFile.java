package dev.quern.sandbox;

/**
 * A file in memory that only the function's user can read, with what it holds for one run.
 *
 * @param path one of the spec's {@link SandboxSpec#files}
 */
public record PrivateFile(String path, byte[] content) {
    @Override
    public String toString() {
        return path;
    }
}
