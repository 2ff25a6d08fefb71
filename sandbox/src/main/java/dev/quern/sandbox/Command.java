package dev.quern.sandbox;

import java.util.List;

/**
 * What to run.
 *
 * @param argv the program, looked up in {@code PATH} of {@code env} unless it holds a slash, and its
 *     arguments; at least one
 * @param env {@code NAME=value}, the whole environment
 * @param cwd an absolute path in the container
 */
public record Command(List<String> argv, List<String> env, String cwd) {
    public Command {
        argv = List.copyOf(argv);
        env = List.copyOf(env);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command without a program");
        }
    }
}
