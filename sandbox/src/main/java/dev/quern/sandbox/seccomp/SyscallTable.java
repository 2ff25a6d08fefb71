package dev.quern.sandbox.seccomp;

import java.util.Map;
import java.util.TreeMap;

/** The numbers of one architecture's system calls, and their names. */
record SyscallTable(Map<Integer, String> names) {
    static SyscallTable of(Arch arch) {
        Map<Integer, String> names = new TreeMap<>();
        for (String[] line : Resource.words("syscalls-" + arch.tableName() + ".tbl")) {
            if (names.put(Integer.valueOf(line[0]), line[1]) != null) {
                throw new IllegalStateException("two system calls have the number " + line[0]);
            }
        }
        return new SyscallTable(names);
    }
}
