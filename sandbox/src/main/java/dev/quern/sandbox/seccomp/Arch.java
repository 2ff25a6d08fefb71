package dev.quern.sandbox.seccomp;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;

/** The processors Quern runs on. */
public enum Arch {
    X86_64("x86_64", 0xC000003E),
    AARCH64("aarch64", 0xC00000B7);

    private final String tableName;
    private final int auditNumber;

    Arch(String tableName, int auditNumber) {
        this.tableName = tableName;
        this.auditNumber = auditNumber;
    }

    /** Which system calls a process makes is decided by this number, AUDIT_ARCH_* of linux/audit.h. */
    int auditNumber() {
        return auditNumber;
    }

    String tableName() {
        return tableName;
    }

    public static Arch ofThisMachine() {
        String name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                throw new QuernException(
                        ErrorCode.UNSUPPORTED, "Quern runs on x86_64 and aarch64, and this machine is " + name);
        };
    }
}
