/*
 * bad MODE [ARG]: a function that misbehaves. Static, so that it is a whole image by itself.
 *
 *   never-read               leaves stdin alone, writes "done", exits 0
 *   never-write              reads all of stdin, writes nothing, exits 0
 *   write-1g-exit-3          1 GiB of zeros to stdout, then exit 3
 *   forkbomb N               forks N sleeping children, prints how many it got, exits 0; they hold stdout
 *   alloc MIB                touches MIB of memory, exits 0 if it lives
 *   alloc-in-child MIB       the child does that, the parent exits 0 whatever happens
 *   fill-tmp                 writes /tmp/fill until an error, prints the error and the MiB written
 *   ignore-sigterm           ignores SIGTERM, prints "ready", waits for ever
 *   close-stdout-early       closes stdout at once, sleeps 200 ms, exits 7
 *   leave-daemon             leaves a session of its own running, which holds stdout and stderr; exits 0
 *   leave-quiet-daemon       the same with its descriptors closed
 *   double-fork-burn MS      a grandchild nobody waits for burns MS of processor time; the parent exits 0 after it
 *   stop-self                SIGSTOP to itself
 *   exit N, signal N         ends with that code, or by that signal
 *   stderr N                 N bytes to stderr, exits 0
 *   sleep MS                 sleeps, exits 0
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char block[1 << 16];

static void sleep_ms(long ms) {
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static int write_fully(int fd, long long bytes) {
    while (bytes > 0) {
        ssize_t n = write(fd, block, bytes < (long long)sizeof block ? (size_t)bytes : sizeof block);
        if (n < 0) {
            return -1;
        }
        bytes -= n;
    }
    return 0;
}

static void say(const char *text) {
    if (write(1, text, strlen(text)) < 0) {
        _exit(9);
    }
}

static int allocate(long mib) {
    for (long i = 0; i < mib; i++) {
        char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED) {
            return 4;
        }
        for (int page = 0; page < 1 << 20; page += 4096) {
            p[page] = 1;
        }
    }
    return 0;
}

static void burn(long ms) {
    clock_t end = ms * (CLOCKS_PER_SEC / 1000);
    while (clock() < end) {
    }
}

static int forkbomb(long count) {
    char text[64];
    long made = 0;
    for (long i = 0; i < count; i++) {
        pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
        made += child > 0;
    }
    snprintf(text, sizeof text, "%ld of %ld\n", made, count);
    say(text);
    return 0;
}

static int fill_tmp(void) {
    char text[96];
    long long written = 0;
    int fd = open("/tmp/fill", O_CREAT | O_WRONLY, 0600);
    ssize_t n = fd;
    while (fd >= 0 && (n = write(fd, block, sizeof block)) > 0) {
        written += n;
    }
    snprintf(text, sizeof text, "%s after %lld MiB\n", errno == ENOSPC ? "ENOSPC" : strerror(errno), written >> 20);
    say(text);
    return 0;
}

static int leave_daemon(int quiet) {
    if (fork() == 0) {
        setsid();
        if (quiet) {
            close(0);
            close(1);
            close(2);
        }
        for (;;) {
            pause();
        }
    }
    return 0;
}

static int double_fork_burn(long ms) {
    int done[2];
    if (pipe(done) != 0) {
        return 4;
    }
    pid_t child = fork();
    if (child == 0) {
        if (fork() == 0) {
            burn(ms);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(child, NULL, 0);
    close(done[1]);
    char end;
    return read(done[0], &end, 1) == 0 ? 0 : 4;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    long n = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
#define MODE(name) if (strcmp(mode, name) == 0)
    MODE("never-read") {
        say("done\n");
        return 0;
    }
    MODE("never-write") {
        while (read(0, block, sizeof block) > 0) {
        }
        return 0;
    }
    MODE("write-1g-exit-3") { return write_fully(1, 1LL << 30) == 0 ? 3 : 4; }
    MODE("forkbomb") { return forkbomb(n); }
    MODE("alloc") { return allocate(n); }
    MODE("alloc-in-child") {
        if (fork() == 0) {
            _exit(allocate(n));
        }
        wait(NULL);
        return 0;
    }
    MODE("fill-tmp") { return fill_tmp(); }
    MODE("ignore-sigterm") {
        signal(SIGTERM, SIG_IGN);
        say("ready\n");
        for (;;) {
            pause();
        }
    }
    MODE("close-stdout-early") {
        close(1);
        sleep_ms(200);
        return 7;
    }
    MODE("leave-daemon") { return leave_daemon(0); }
    MODE("leave-quiet-daemon") { return leave_daemon(1); }
    MODE("double-fork-burn") { return double_fork_burn(n); }
    MODE("stop-self") { return raise(SIGSTOP); }
    MODE("exit") { return (int)n; }
    MODE("signal") {
        signal((int)n, SIG_DFL);
        raise((int)n);
        pause();
    }
    MODE("stderr") { return write_fully(2, n) == 0 ? 0 : 4; }
    MODE("sleep") {
        sleep_ms(n);
        return 0;
    }
    fprintf(stderr, "bad: no mode '%s'\n", mode);
    return 2;
}
