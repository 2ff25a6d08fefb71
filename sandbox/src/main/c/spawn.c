/*
 * The spawner: one long-lived process for each server. It starts OCI runtimes, is the parent of
 * everything they leave detached, and reaps. It exists because the server is a JVM: a fork of that is
 * slow, and a JVM can neither join a cgroup nor change its mount namespace before it execs.
 *
 * usage: spawn LOCK-FILE [MOUNT-POINT-TO-HIDE...]; descriptor 3 is the socket, and its end is the end of this process.
 *
 * It lives in a mount namespace of its own, a slave of the machine's, and each runtime starts in a
 * private copy of that: what is mounted for one sandbox is seen by that sandbox alone and needs no
 * unmounting.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol.h"

#define SOCKET 3
#define FDS_MAX 32
/* Places of a SPAWN's descriptors. */
#define PROGRAM 0
#define CONTROL 1
#define OUTPUT 2
#define MOUNTS 3
#define STRINGS_MAX 256

struct child {
    pid_t pid;
    uint32_t id;
};

static struct child *children; /* runtimes under way, in no order */
static size_t child_count, child_room;
static char **hidden; /* mount points no runtime is to see */
static char packet[PACKET_MAX] __attribute__((aligned(8)));

static void child_died(int signal) { (void)signal; /* its only use is to end ppoll */ }

static void report(uint32_t type, uint32_t id, int status, int fd) {
    struct exited done = {type, id, status};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {&done, sizeof done};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    while (sendmsg(SOCKET, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

/* In a child, from here to become(): the reason goes to stderr, which the server reads. */
static _Noreturn void fail(const char *what) {
    dprintf(2, "%s: %s\n", what, strerror(errno));
    _exit(125);
}

/*
 * Every way into a cgroup but two waits for an RCU grace period, 5 to 20 ms: a single thread that moves
 * itself through a v1 group's "tasks", and on v2 being born in the group.
 */
static void join(const char *tasks) {
    int fd = open(tasks, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1) {
        fail("cannot join a control group");
    }
    close(fd);
}

static pid_t fork_into(const char *group) {
    struct clone_args args = {.exit_signal = SIGCHLD};
    int fd = -1;
    if (*group != 0) {
        fd = open(group, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) {
            return -1;
        }
        args.flags = CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)fd;
    }
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    int error = errno;
    if (fd >= 0 && pid != 0) {
        close(fd);
    }
    errno = error;
    return pid;
}

/*
 * stage/tree: the image's tree, stage/layer and stage/init: what lies over it, stage/root: all, read-only. The paths
 * of the layers are relative on purpose: the sandbox sees them in its mountinfo.
 */
static void mount_all(const char *stage, char **targets, const int *fds, uint32_t mounts) {
    if (unshare(CLONE_NEWNS) != 0) {
        fail("cannot make a mount namespace");
    }
    for (char **path = hidden; *path != NULL; path++) {
        umount2(*path, MNT_DETACH);
    }
    if (chdir(stage) != 0) {
        fail("cannot enter the stage");
    }
    for (uint32_t i = 0; i < mounts; i++) {
        if (syscall(SYS_move_mount, fds[i], "", AT_FDCWD, targets[i], MOVE_MOUNT_F_EMPTY_PATH) != 0) {
            fail("cannot attach a mount");
        }
    }
    if (mount("overlay", "root", "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, "lowerdir=layer:init:tree") != 0) {
        fail("cannot mount the root");
    }
}

static _Noreturn void become(const struct spawn *head, char **strings, const int *fds) {
    char **argv = strings + 2;
    char **tasks = argv + head->argc;
    char **targets = tasks + head->tasks;
    char *stage = strings[0];
    /* Not /dev/null: crun gives these to the container's user, on the machine itself. */
    if (dup2(fds[OUTPUT], 0) < 0 || dup2(fds[OUTPUT], 1) < 0 || dup2(fds[OUTPUT], 2) < 0) {
        _exit(125);
    }
    for (uint32_t i = 0; i < head->tasks; i++) {
        join(tasks[i]);
    }
    mount_all(stage, targets, fds + MOUNTS, head->mounts);
    if (dup2(fds[CONTROL], 3) < 0) {
        fail("cannot pass the control socket");
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    *tasks = NULL; /* ends argv, whose strings lie before these */
    syscall(SYS_execveat, fds[PROGRAM], "", argv, environ, AT_EMPTY_PATH);
    fail(argv[0]);
}

static void spawn(size_t size, const int *fds, int fd_count) {
    static char *strings[STRINGS_MAX];
    struct spawn head;
    memcpy(&head, packet, sizeof head);
    size_t count = 2 + (size_t)head.argc + head.tasks + head.mounts;
    if (size < sizeof head || size != sizeof head + head.length || head.argc == 0 || head.argc > 64 || head.tasks > 64
        || head.mounts > FDS_MAX - MOUNTS || fd_count != (int)head.mounts + MOUNTS) {
        report(EXITED, head.id, 125 << 8, -1);
        return;
    }
    char *at = packet + sizeof head;
    for (size_t i = 0; i < count; i++) {
        char *nul = memchr(at, 0, (size_t)(packet + size - at));
        if (nul == NULL) {
            report(EXITED, head.id, 125 << 8, -1);
            return;
        }
        strings[i] = at;
        at = nul + 1;
    }
    strings[count] = NULL;
    if (child_count == child_room) {
        size_t room = child_room * 2 + 64;
        struct child *more = realloc(children, room * sizeof *children);
        if (more == NULL) {
            report(EXITED, head.id, 125 << 8, -1);
            return;
        }
        children = more;
        child_room = room;
    }
    pid_t pid = fork_into(strings[1]);
    if (pid == 0) {
        become(&head, strings, fds);
    }
    if (pid < 0) {
        dprintf(fds[OUTPUT], "cannot fork into the control group: %s\n", strerror(errno));
        report(EXITED, head.id, 125 << 8, -1);
        return;
    }
    children[child_count++] = (struct child){pid, head.id};
}

static int write_map(pid_t pid, const char *file, uint32_t first, uint32_t count) {
    char path[64], map[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int length = snprintf(map, sizeof map, "0 %u %u", first, count);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    int ok = fd >= 0 && write(fd, map, (size_t)length) == length;
    int error = errno;
    close(fd);
    errno = error;
    return ok;
}

/* A user namespace that nobody is in, for the mapping of mounts. */
static void make_userns(uint32_t id, uint32_t first, uint32_t count) {
    int hold[2];
    if (pipe2(hold, O_CLOEXEC) != 0) {
        report(USERNS_MADE, id, errno, -1);
        return;
    }
    pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER, 0, 0, 0, 0);
    if (pid == 0) {
        char end;
        close(hold[1]);
        _exit(read(hold[0], &end, 1) == 0 ? 0 : 1);
    }
    int fd = -1;
    if (pid > 0 && write_map(pid, "uid_map", first, count) && write_map(pid, "gid_map", first, count)) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    report(USERNS_MADE, id, fd >= 0 ? 0 : errno, fd);
    close(fd);
    close(hold[0]);
    close(hold[1]);
}

/*
 * The sandboxes end by themselves, for their sockets have lost the server too. The lock is held until
 * they have: a successor that cleans up then finds nothing that still moves.
 */
static _Noreturn void kill_and_leave(void) {
    for (size_t i = 0; i < child_count; i++) {
        kill(children[i].pid, SIGKILL);
    }
    signal(SIGALRM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    alarm(5);
    while (wait(NULL) > 0 || errno == EINTR) {
    }
    _exit(0);
}

static void kill_one(uint32_t id) {
    for (size_t i = 0; i < child_count; i++) {
        if (children[i].id == id) {
            kill(children[i].pid, SIGKILL);
        }
    }
}

static void receive(void) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * FDS_MAX)];
        struct cmsghdr align;
    } control;
    struct iovec part = {packet, sizeof packet};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t size = recvmsg(SOCKET, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (size < (ssize_t)sizeof(uint32_t)) {
        kill_and_leave();
    }
    int fds[FDS_MAX];
    int fd_count = 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
        fd_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(fds, CMSG_DATA(header), (size_t)fd_count * sizeof(int));
    }
    uint32_t type;
    memcpy(&type, packet, sizeof type);
    if (type == SPAWN) {
        spawn((size_t)size, fds, fd_count);
    } else if (type == USERNS && size == sizeof(struct userns_request)) {
        struct userns_request request;
        memcpy(&request, packet, sizeof request);
        make_userns(request.id, request.first, request.count);
    } else if (type == KILL && size == sizeof(struct kill_request)) {
        struct kill_request request;
        memcpy(&request, packet, sizeof request);
        kill_one(request.id);
    } else {
        kill_and_leave();
    }
    for (int i = 0; i < fd_count; i++) {
        close(fds[i]);
    }
}

static void reap(void) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (size_t i = 0; i < child_count; i++) {
            if (children[i].pid == pid) {
                uint32_t id = children[i].id;
                children[i] = children[--child_count];
                report(EXITED, id, status, -1);
                break;
            }
        }
    }
}

/*
 * What all sandboxes together may have of what is counted for a user: a user namespace takes the limit
 * from its maker, and counts for root as well. Each sandbox has a small limit of its own.
 */
static void lift_shared_limits(void) {
    static const int counted[] = {RLIMIT_SIGPENDING, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_NPROC};
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        setrlimit(counted[i], &all);
    }
}

int main(int argc, char **argv) {
    close_range(4, ~0U, 0);
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++) {
        dup2(null, i);
    }
    if (null > 3) {
        close(null);
    }
    struct sigaction on_child = {.sa_handler = child_died};
    sigset_t blocked, open_mask;
    sigfillset(&blocked);
    sigemptyset(&open_mask);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    sigaction(SIGCHLD, &on_child, NULL);
    signal(SIGPIPE, SIG_DFL);
    /* A terminal's Ctrl-C is for the server, which drains first. */
    setsid();
    umask(022);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int lock_file = argc < 2 ? -1 : open(argv[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_file < 0 || fcntl(lock_file, F_SETLK, &lock) != 0 || fcntl(SOCKET, F_SETFD, FD_CLOEXEC) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0
        || unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) {
        report(EXITED, 0, errno, -1);
        return 1;
    }
    lift_shared_limits();
    hidden = argv + 2;
    report(EXITED, 0, 0, -1);
    for (;;) {
        struct pollfd poll = {SOCKET, POLLIN, 0};
        reap();
        if (ppoll(&poll, 1, NULL, &open_mask) > 0) {
            receive();
        }
    }
}
