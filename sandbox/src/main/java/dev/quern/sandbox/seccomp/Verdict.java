package dev.quern.sandbox.seccomp;

import java.util.List;

/** What happens to a system call. */
sealed interface Verdict {
    int EPERM = 1;
    int EINVAL = 22;
    int ENOSYS = 38;
    int EPROTONOSUPPORT = 93;
    int EAFNOSUPPORT = 97;

    Verdict ALLOW = new Allow();

    record Allow() implements Verdict {}

    /** The call is not made, and fails with this errno. */
    record Refuse(int errno) implements Verdict {}

    /** The first clause that holds decides. */
    record Check(List<Clause> clauses, Verdict otherwise) implements Verdict {}

    /** Holds if every match does. */
    record Clause(List<Match> matches, Verdict then) {}

    /**
     * {@code (argument & mask) == value}, in the argument's low 32 bits: every argument checked is an int
     * to the kernel, which ignores what is above.
     *
     * @param argument 0 to 5
     */
    record Match(int argument, int mask, int value) {
        static Match is(int argument, int value) {
            return new Match(argument, -1, value);
        }
    }
}
