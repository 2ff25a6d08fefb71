package dev.quern.sandbox.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Classic BPF as seccomp takes it (linux/bpf_common.h, linux/filter.h, linux/seccomp.h). */
final class Bpf {
    static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    static final int JUMP = 0x05; // BPF_JMP | BPF_JA
    static final int JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    static final int JUMP_IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K, unsigned
    static final int RETURN = 0x06; // BPF_RET | BPF_K

    static final int ALLOW = 0x7FFF0000; // SECCOMP_RET_ALLOW
    static final int KILL_PROCESS = 0x80000000; // SECCOMP_RET_KILL_PROCESS
    static final int ERRNO = 0x00050000; // SECCOMP_RET_ERRNO, errno in the low 16 bits

    /** Where struct seccomp_data holds the number and the architecture. */
    static final int NUMBER = 0;

    static final int ARCH = 4;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int MOST_INSTRUCTIONS = 4096;

    private Bpf() {}

    /**
     * One struct sock_filter.
     *
     * @param whenTrue instructions to skip, 0 to 255
     * @param whenFalse likewise
     */
    record Instruction(int code, int whenTrue, int whenFalse, int k) {
        static Instruction of(int code, int k) {
            return new Instruction(code, 0, 0, k);
        }

        static Instruction returning(int action) {
            return of(RETURN, action);
        }
    }

    /** The low word of an argument; both architectures are little endian. */
    static int argument(int index) {
        return 16 + 8 * index;
    }

    static byte[] bytes(List<Instruction> program) {
        if (program.size() > MOST_INSTRUCTIONS) {
            throw new IllegalStateException("the kernel takes 4096 instructions, not " + program.size());
        }
        ByteBuffer out = ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction i : program) {
            out.putShort((short) i.code())
                    .put(unsignedByte(i.whenTrue()))
                    .put(unsignedByte(i.whenFalse()))
                    .putInt(i.k());
        }
        return out.array();
    }

    private static byte unsignedByte(int value) {
        if (value < 0 || value > 255) {
            throw new IllegalStateException("a conditional jump reaches 255 instructions, not " + value);
        }
        return (byte) value;
    }
}
