package dev.quern.sandbox.seccomp;

import dev.quern.sandbox.seccomp.Bpf.Instruction;
import dev.quern.sandbox.seccomp.Verdict.Clause;
import dev.quern.sandbox.seccomp.Verdict.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns a policy into a program. Numbers with one verdict that follow each other are one range; the
 * ranges are the leaves of a balanced binary search on the number, seven comparisons deep. A leaf with
 * plain verdict returns at once having looked at nothing but architecture and number, which is what lets
 * the kernel remember such calls in a bitmap and skip the program (seccomp_is_const_allow).
 */
final class Compiler {
    private static final Verdict UNKNOWN = new Verdict.Refuse(Verdict.ENOSYS);

    private Compiler() {}

    static List<Instruction> compile(Arch arch, SyscallTable table, Policy policy) {
        List<Instruction> program = new ArrayList<>();
        program.add(Instruction.of(Bpf.LOAD_WORD, Bpf.ARCH));
        program.add(new Instruction(Bpf.JUMP_IF_EQUAL, 1, 0, arch.auditNumber()));
        program.add(Instruction.returning(Bpf.KILL_PROCESS));
        program.add(Instruction.of(Bpf.LOAD_WORD, Bpf.NUMBER));
        program.addAll(search(List.copyOf(ranges(table, policy).entrySet())));
        return program;
    }

    /**
     * First number of each range and its verdict, from 0 to the largest unsigned number. The x32 calls of
     * x86_64, 0x40000000 and up, are beyond every table and so unknown.
     */
    private static TreeMap<Integer, Verdict> ranges(SyscallTable table, Policy policy) {
        TreeMap<Integer, Verdict> ranges = new TreeMap<>();
        ranges.put(0, UNKNOWN);
        int next = 0;
        for (Map.Entry<Integer, String> call : new TreeMap<>(table.names()).entrySet()) {
            if (call.getKey() > next) {
                start(ranges, next, UNKNOWN);
            }
            start(ranges, call.getKey(), policy.of(call.getValue()));
            next = call.getKey() + 1;
        }
        start(ranges, next, UNKNOWN);
        return ranges;
    }

    private static void start(TreeMap<Integer, Verdict> ranges, int from, Verdict verdict) {
        Map.Entry<Integer, Verdict> before = ranges.lowerEntry(from);
        if (before != null && before.getValue().equals(verdict)) {
            ranges.remove(from);
        } else {
            ranges.put(from, verdict);
        }
    }

    private static List<Instruction> search(List<Map.Entry<Integer, Verdict>> ranges) {
        if (ranges.size() == 1) {
            return verdict(ranges.getFirst().getValue());
        }
        int middle = ranges.size() / 2;
        List<Instruction> below = search(ranges.subList(0, middle));
        List<Instruction> fromThere = search(ranges.subList(middle, ranges.size()));
        int first = ranges.get(middle).getKey();
        List<Instruction> code = new ArrayList<>();
        if (below.size() <= 255) {
            code.add(new Instruction(Bpf.JUMP_IF_AT_LEAST, below.size(), 0, first));
        } else {
            // Too far for the eight bits of a conditional jump.
            code.add(new Instruction(Bpf.JUMP_IF_AT_LEAST, 0, 1, first));
            code.add(Instruction.of(Bpf.JUMP, below.size()));
        }
        code.addAll(below);
        code.addAll(fromThere);
        return code;
    }

    private static List<Instruction> verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow a -> List.of(Instruction.returning(Bpf.ALLOW));
            case Verdict.Refuse refuse -> List.of(Instruction.returning(Bpf.ERRNO | refuse.errno()));
            case Verdict.Check check -> {
                List<Instruction> code = new ArrayList<>();
                check.clauses().forEach(clause -> code.addAll(clause(clause)));
                code.addAll(verdict(check.otherwise()));
                yield code;
            }
        };
    }

    /** Each match that fails jumps behind the clause. */
    private static List<Instruction> clause(Clause clause) {
        List<Instruction> code = new ArrayList<>(verdict(clause.then()));
        for (Match match : clause.matches().reversed()) {
            List<Instruction> test = new ArrayList<>();
            test.add(Instruction.of(Bpf.LOAD_WORD, Bpf.argument(match.argument())));
            if (match.mask() != -1) {
                test.add(Instruction.of(Bpf.AND, match.mask()));
            }
            test.add(new Instruction(Bpf.JUMP_IF_EQUAL, 0, code.size(), match.value()));
            code.addAll(0, test);
        }
        return code;
    }
}
