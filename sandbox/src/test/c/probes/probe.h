/*
 * Attempts to get out of a sandbox. A probe returns DENIED, or says how it got out:
 *
 *     PROBE(mount_tmpfs) {
 *         return mount("x", "/tmp", "tmpfs", 0, NULL) == 0 ? "mounted a tmpfs" : DENIED;
 *     }
 *
 * That is all: the name is registered, listed by "probe --list", and the test runs it with every runtime.
 */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DENIED NULL

typedef const char *(*attempt)(void);

/* What a probe is for decides how the test uses it. */
enum kind {
    ESCAPE,  /* run alone; must return DENIED */
    HOLD,    /* takes all it can get of something, then holds it until stdin ends */
    NEIGHBOUR /* run in a second sandbox while a HOLD is held in the first; must return DENIED */
};

void probe_register(const char *name, enum kind kind, attempt attempt);

#define REGISTER(name, kind)                                                                        \
    static const char *name(void);                                                                  \
    __attribute__((constructor)) static void register_##name(void) {                                \
        probe_register(#name, kind, name);                                                          \
    }                                                                                               \
    static const char *name(void)
#define PROBE(name) REGISTER(name, ESCAPE)
#define PROBE_HOLD(name) REGISTER(name, HOLD)
#define PROBE_NEIGHBOUR(name) REGISTER(name, NEIGHBOUR)

/* Words after the probe's name: what must not be visible or reachable, told by the test. */
extern char **probe_words;

/* A sentence for the return value. */
__attribute__((format(printf, 1, 2))) const char *how(const char *format, ...);

/* Says "holding" and waits until stdin ends; a HOLD returns what this returns. */
const char *hold(void);

/* True if the file can be opened so. */
int opens(const char *path, int flags);

/* Reads up to size - 1 bytes and ends them with NUL; -1 if that fails. */
ssize_t slurp(const char *path, char *into, size_t size);

/* Runs a part in a child: its exit code, or 256 + signal. */
int in_child(int (*part)(void *), void *argument);

#endif
