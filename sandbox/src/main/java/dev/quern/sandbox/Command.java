package dev.quern.sandbox;

import java.util.List;

/**
 * What to run.
 *
 * @param argv the program, looked up in {@code PATH} of {@code env} unless it holds a slash, and its
 *     arguments; at least one
 * @param env {@code NAME=value}, the whole environment
 * @param cwd an absolute path in the container
 * @param files what the sandbox's private files hold from now on
 */
public record Command(List<String> argv, List<String> env, String cwd, List<PrivateFile> files) {
    public Command(List<String> argv, List<String> env, String cwd) {
        this(argv, env, cwd, List.of());
    }

    public Command {
        argv = List.copyOf(argv);
        env = List.copyOf(env);
        files = List.copyOf(files);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command without a program");
        }
    }

    /** Without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return argv.getFirst();
    }
}
