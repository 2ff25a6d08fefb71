package dev.quern.sandbox.seccomp;

import dev.quern.sandbox.seccomp.Verdict.Check;
import dev.quern.sandbox.seccomp.Verdict.Refuse;

/**
 * The options of prctl (linux/prctl.h) a program may use on itself; any other is answered EINVAL, as by
 * a kernel that does not know it. Left out on purpose: PR_SET_MM (35), PR_SCHED_CORE (62),
 * PR_SET_MEMORY_MERGE (67: merged pages tell a neighbour what one holds), PR_SET_PTRACER,
 * PR_SET_SYSCALL_USER_DISPATCH (59), PR_SET_IO_FLUSHER (57), PR_SET_SECUREBITS (28).
 */
final class PrctlRules {
    private static final int[] ALLOWED = {
        1, // SET_PDEATHSIG
        2, // GET_PDEATHSIG
        3, // GET_DUMPABLE
        4, // SET_DUMPABLE
        7, // GET_KEEPCAPS
        8, // SET_KEEPCAPS
        15, // SET_NAME
        16, // GET_NAME
        21, // GET_SECCOMP
        22, // SET_SECCOMP
        23, // CAPBSET_READ
        24, // CAPBSET_DROP
        25, // GET_TSC
        27, // GET_SECUREBITS
        29, // SET_TIMERSLACK
        30, // GET_TIMERSLACK
        36, // SET_CHILD_SUBREAPER
        37, // GET_CHILD_SUBREAPER
        38, // SET_NO_NEW_PRIVS
        39, // GET_NO_NEW_PRIVS
        40, // GET_TID_ADDRESS
        41, // SET_THP_DISABLE
        42, // GET_THP_DISABLE
        47, // CAP_AMBIENT
        50, // SVE_SET_VL
        51, // SVE_GET_VL
        52, // GET_SPECULATION_CTRL
        53, // SET_SPECULATION_CTRL
        54, // PAC_RESET_KEYS
        55, // SET_TAGGED_ADDR_CTRL
        56, // GET_TAGGED_ADDR_CTRL
        60, // PAC_SET_ENABLED_KEYS
        61, // PAC_GET_ENABLED_KEYS
        63, // SME_SET_VL
        64, // SME_GET_VL
        65, // SET_MDWE
        66, // GET_MDWE
        68, // GET_MEMORY_MERGE
        74, // GET_SHADOW_STACK_STATUS
        75, // SET_SHADOW_STACK_STATUS
        76, // LOCK_SHADOW_STACK_STATUS
        78, // FUTEX_HASH
        0x53564d41, // SET_VMA: names of anonymous memory
    };

    static final Check PRCTL = new Check(ArgumentRules.anyOf(0, Verdict.ALLOW, ALLOWED), new Refuse(Verdict.EINVAL));

    private PrctlRules() {}
}
