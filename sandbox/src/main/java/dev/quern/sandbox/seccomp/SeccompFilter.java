package dev.quern.sandbox.seccomp;

/**
 * The filter every function runs under. The same for all, so it is compiled once; the sandbox's init
 * loads it just before it executes the function.
 *
 * <p>A process of another architecture (32-bit calls included) is killed at its first call.
 */
public final class SeccompFilter {
    private SeccompFilter() {}

    /** The program for this machine: see {@link #compile(Arch)}. */
    public static byte[] compile() {
        return compile(Arch.ofThisMachine());
    }

    /** An array of {@code struct sock_filter}, 8 bytes each, little endian. */
    public static byte[] compile(Arch arch) {
        return Bpf.bytes(Compiler.compile(arch, SyscallTable.of(arch), Policy.load()));
    }
}
