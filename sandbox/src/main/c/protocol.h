/*
 * Packets between the server and the two programs of this directory. All numbers are of the machine's
 * byte order and 32 bits, since both ends run on one machine. The Java side is Packets.java; VERSION
 * changes with every change here.
 */
#pragma once
#include <stdint.h>

#define VERSION 1
#define PACKET_MAX 65536

/* A sandbox's init. Server to init: */
#define GO 1     /* struct go, groups, strings unless IN_MEMFD; descriptors stdin stdout stderr [memfd] */
#define SIGNAL 2 /* struct signal_request */
#define RESET 3  /* struct reset */
/* Init to server: */
#define HELLO 101      /* struct hello, once, when the sandbox is ready */
#define STATUS 102     /* struct status, once for each GO, when no process but init is left */
#define RESET_DONE 103 /* struct reset_done */

/* The spawner. Server to spawner: */
#define SPAWN 11  /* struct spawn, strings; descriptors program, control, output, then mounts */
#define USERNS 12 /* struct userns_request */
#define KILL 13  /* struct kill_request: SIGKILL to a runtime under way */
/* Spawner to server: */
#define EXITED 111 /* struct exited, once for each SPAWN */
#define USERNS_MADE 112 /* struct exited; the descriptor when status is 0 */

#define IN_MEMFD 1 /* the strings are the whole of the fourth descriptor */

struct go {
    uint32_t type, flags, uid, gid, groups, argc, envc, length; /* strings: cwd, argv, env, each with its NUL */
};

struct signal_request {
    /* all: every process, else the function's first one. run: which GO it is for, the first being 1;
       it does nothing to another. */
    uint32_t type, signal, all, run;
};

struct reset {
    uint32_t type, tmp_kib, shm_kib;
};

struct hello {
    uint32_t type, version;
};

/* Where a function's start failed. */
#define AT_NOTHING 0
#define AT_PREPARE 1 /* credentials, descriptors, filter */
#define AT_CHDIR 2
#define AT_EXEC 3
#define AT_INTERPRETER 4 /* the file exists, what it needs to be run does not */

struct status {
    uint32_t type;
    int32_t wait_status; /* of wait(2); 0 when it never started */
    uint32_t failed_at;
    int32_t error; /* errno */
};

struct reset_done {
    uint32_t type;
    int32_t error; /* errno, 0: clean */
};

struct spawn {
    /* strings: stage, v2 group or nothing, argv, v1 groups' tasks files, mount targets */
    uint32_t type, id, argc, tasks, mounts, length;
};

struct userns_request {
    uint32_t type, id, first, count;
};

struct kill_request {
    uint32_t type, id;
};

struct exited {
    uint32_t type, id;
    int32_t status;
};
