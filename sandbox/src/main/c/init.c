/*
 * PID 1 of a sandbox: starts the function when told to, reaps, reports, cleans.
 *
 * states: IDLE -> RUNNING -> DRAINING -> IDLE, IDLE -> RESETTING -> IDLE
 * DRAINING: the function's first process has ended and everything it left behind is being killed; only
 * then is the status sent, so a status also says that no process is left.
 *
 * It runs under a uid that no function has, with the capabilities it needs in the sandbox's own user
 * namespace, and is not dumpable: a function can neither trace it nor open its descriptors. The control
 * socket is descriptor 3; when its other end is gone, so is the sandbox.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol.h"

#define CONTROL 3
#define FILTER_FILE "/.quern/filter"
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

enum state { IDLE, RUNNING, DRAINING, RESETTING };

static enum state state = IDLE;
static pid_t first;          /* the function's first process while RUNNING */
static uint32_t runs;        /* GO packets so far */
static struct status result; /* sent at the end of DRAINING */
static struct reset cleaning;
static struct sock_fprog filter;
static struct sock_filter instructions[BPF_MAXINSNS];
static char packet[PACKET_MAX] __attribute__((aligned(8)));

static void send_packet(const void *data, size_t size) {
    if (send(CONTROL, data, size, MSG_NOSIGNAL) < 0 && errno != EINTR) {
        _exit(1);
    }
}

static void child_died(int signal) { (void)signal; /* its only use is to end ppoll */ }

static void load_filter(void) {
    int fd = open(FILTER_FILE, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, instructions, sizeof instructions);
    if (n <= 0 || n % (ssize_t)sizeof instructions[0] != 0) {
        _exit(2);
    }
    close(fd);
    filter.filter = instructions;
    filter.len = (unsigned short)((size_t)n / sizeof instructions[0]);
}

static void limit(const char *file, const char *value) {
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, value, strlen(value)) < 0) {
        _exit(5);
    }
    close(fd);
}

/*
 * What one sandbox takes of things the kernel counts for the whole machine too, by the owner of the user
 * namespace, which is root for all of them. After this nothing in /proc/sys can be written.
 */
static void limit_namespace(void) {
    limit("/proc/sys/user/max_inotify_instances", "16");
    limit("/proc/sys/user/max_inotify_watches", "8192");
    limit("/proc/sys/user/max_user_namespaces", "0");
    if (mount("/proc/sys", "/proc/sys", NULL, MS_BIND, NULL) != 0
        || mount(NULL, "/proc/sys", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)
               != 0) {
        _exit(6);
    }
}

/* What the child of vfork writes here its parent reads once the child has left. */
static volatile uint32_t failed_at;
static volatile int failed_with;

struct command {
    char *cwd, **argv, **env;
    const uint32_t *groups;
    uint32_t group_count, uid, gid;
    int fds[3];
};

static _Noreturn void fail(uint32_t at) {
    failed_with = errno;
    failed_at = at;
    _exit(127);
}

/*
 * Here and not in the runtime's configuration: crun sets those before it makes the user namespace, which
 * takes its limit for all sandboxes together from them (set_userns_rlimit_max in kernel/user_namespace.c).
 */
static void limit_what_is_shared(void) {
    struct rlimit signals = {4096, 4096}, locked = {65536, 65536};
    if (setrlimit(RLIMIT_SIGPENDING, &signals) != 0 || setrlimit(RLIMIT_MEMLOCK, &locked) != 0) {
        fail(AT_PREPARE);
    }
}

static void drop_privileges(const struct command *c) {
    for (int cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++) {
    }
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0
        || prctl(PR_SET_SECUREBITS,
                 SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE
                     | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
                 0, 0, 0) != 0
        || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        /* System calls of their own: the wrappers of glibc would speak to threads, which vfork shares. */
        || syscall(SYS_setgroups, (long)c->group_count, c->groups) != 0
        || syscall(SYS_setresgid, c->gid, c->gid, c->gid) != 0
        || syscall(SYS_setresuid, c->uid, c->uid, c->uid) != 0) {
        fail(AT_PREPARE);
    }
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capset, &header, none) != 0) {
        fail(AT_PREPARE);
    }
}

/* Tries one file; returns only when it could not be run. */
static void try_exec(const char *file, const struct command *c) {
    execve(file, c->argv, c->env);
    int error = errno;
    if (error == ENOENT && access(file, F_OK) == 0) {
        errno = error;
        fail(AT_INTERPRETER);
    }
    errno = error;
}

/* As execvp(3), with the function's PATH and without its fallback to a shell. */
static _Noreturn void search_and_exec(const struct command *c) {
    static char candidate[PATH_MAX];
    const char *name = c->argv[0];
    if (strchr(name, '/') != NULL || *name == 0) {
        errno = ENOENT;
        if (*name != 0) {
            try_exec(name, c);
        }
        fail(AT_EXEC);
    }
    const char *path = DEFAULT_PATH;
    for (char **e = c->env; *e != NULL; e++) {
        if (strncmp(*e, "PATH=", 5) == 0) {
            path = *e + 5;
        }
    }
    int denied = 0;
    for (const char *p = path;; p++) {
        size_t length = strcspn(p, ":");
        int n = length == 0 ? snprintf(candidate, sizeof candidate, "./%s", name)
                            : snprintf(candidate, sizeof candidate, "%.*s/%s", (int)length, p, name);
        if (n > 0 && (size_t)n < sizeof candidate) {
            try_exec(candidate, c);
            if (errno == EACCES) {
                denied = 1;
            } else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP && errno != ENAMETOOLONG) {
                fail(AT_EXEC);
            }
        }
        p += length;
        if (*p == 0) {
            break;
        }
    }
    errno = denied ? EACCES : ENOENT;
    fail(AT_EXEC);
}

static _Noreturn void become(const struct command *c) {
    setsid();
    for (int i = 0; i < 3; i++) {
        if (dup2(c->fds[i], i) < 0) {
            fail(AT_PREPARE);
        }
    }
    limit_what_is_shared();
    drop_privileges(c);
    if (chdir(c->cwd) != 0) {
        fail(AT_CHDIR);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0) {
        fail(AT_PREPARE);
    }
    search_and_exec(c);
}

/* Points into the strings; 0 when there are fewer than promised. */
static int cut(char **into, uint32_t count, char **at, const char *end) {
    for (uint32_t i = 0; i < count; i++) {
        char *nul = *at < end ? memchr(*at, 0, (size_t)(end - *at)) : NULL;
        if (nul == NULL) {
            return 0;
        }
        into[i] = *at;
        *at = nul + 1;
    }
    into[count] = NULL;
    return 1;
}

static void finish(uint32_t at, int error) {
    result = (struct status){STATUS, 0, at, error};
    state = DRAINING;
}

static void start(struct command *c) {
    failed_at = AT_NOTHING;
    failed_with = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        become(c);
    }
    if (pid < 0) {
        finish(AT_PREPARE, errno);
        return;
    }
    if (failed_at != AT_NOTHING) {
        finish(failed_at, failed_with);
        return;
    }
    first = pid;
    state = RUNNING;
}

static void go(const char *data, size_t size, const int *fds, int fd_count) {
    struct go head;
    memcpy(&head, data, sizeof head);
    size_t fixed = sizeof head + (size_t)head.groups * sizeof(uint32_t);
    int in_memfd = (head.flags & IN_MEMFD) != 0;
    if (size < sizeof head || head.groups > 1024 || fd_count != 3 + in_memfd || head.argc == 0
        || head.argc > 1 << 20 || head.envc > 1 << 20 || size != fixed + (in_memfd ? 0 : head.length)) {
        finish(AT_PREPARE, EBADMSG);
        return;
    }
    char *strings = (char *)data + fixed;
    if (in_memfd) {
        strings = mmap(NULL, head.length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fds[3], 0);
        if (strings == MAP_FAILED) {
            finish(AT_PREPARE, errno);
            return;
        }
    }
    static char *small[512];
    size_t pointers = (size_t)head.argc + head.envc + 3;
    char **vector = small;
    if (pointers > sizeof small / sizeof small[0]) {
        vector = malloc(pointers * sizeof *vector);
    }
    struct command c = {.argv = vector + 1,
                        .env = vector != NULL ? vector + 1 + head.argc + 1 : NULL,
                        .groups = (const uint32_t *)(const void *)(data + sizeof head),
                        .group_count = head.groups,
                        .uid = head.uid,
                        .gid = head.gid,
                        .fds = {fds[0], fds[1], fds[2]}};
    char *at = strings;
    const char *end = strings + head.length;
    if (vector == NULL) {
        finish(AT_PREPARE, ENOMEM);
    } else {
        char *cwd[2];
        if (!cut(cwd, 1, &at, end) || !cut(c.argv, head.argc, &at, end) || !cut(c.env, head.envc, &at, end)) {
            finish(AT_PREPARE, EBADMSG);
        } else {
            c.cwd = cwd[0];
            start(&c);
        }
    }
    if (vector != small) {
        free(vector);
    }
    if (in_memfd) {
        munmap(strings, head.length);
    }
}

static int is_empty(const char *directory) {
    DIR *dir = opendir(directory);
    if (dir == NULL) {
        return 0;
    }
    int entries = 0;
    while (readdir(dir) != NULL) {
        entries++;
    }
    closedir(dir);
    return entries == 2;
}

/* A fresh mount rather than a walk: no name, depth or owner in there can get in the way. */
static int empty(const char *directory, uint32_t kib, unsigned long flags) {
    if (is_empty(directory)) {
        return 0;
    }
    char options[96];
    snprintf(options, sizeof options, "mode=1777,uid=0,gid=0,size=%uk,nr_inodes=%u", kib, kib / 8);
    if (umount2(directory, MNT_DETACH) != 0
        || mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV | flags, options) != 0) {
        return errno;
    }
    return 0;
}

static int renew_ipc(void) {
    struct shm_info shm;
    struct seminfo sem;
    struct msginfo msg;
    union {
        int val;
        struct seminfo *info;
    } arg = {.info = &sem};
    if (shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&shm) < 0 || semctl(0, 0, SEM_INFO, arg) < 0
        || msgctl(0, MSG_INFO, (struct msqid_ds *)(void *)&msg) < 0) {
        return errno;
    }
    if (shm.used_ids == 0 && sem.semusz == 0 && msg.msgpool == 0) {
        return 0;
    }
    return unshare(CLONE_NEWIPC) == 0 ? 0 : errno;
}

static void clean(void) {
    struct reset_done done = {RESET_DONE, 0};
    done.error = empty("/tmp", cleaning.tmp_kib, 0);
    if (done.error == 0) {
        done.error = empty("/dev/shm", cleaning.shm_kib, MS_NOEXEC);
    }
    if (done.error == 0) {
        done.error = renew_ipc();
    }
    state = IDLE;
    send_packet(&done, sizeof done);
}

static void receive(void) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * 4)];
        struct cmsghdr align;
    } control;
    struct iovec part = {packet, sizeof packet};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t size = recvmsg(CONTROL, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (size < (ssize_t)sizeof(uint32_t)) {
        /* The end of the server, or a peer that speaks nonsense: the kernel kills the rest with init. */
        _exit(0);
    }
    int fds[4] = {-1, -1, -1, -1};
    int fd_count = 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
        fd_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(fds, CMSG_DATA(header), (size_t)fd_count * sizeof(int));
    }
    uint32_t type;
    memcpy(&type, packet, sizeof type);
    if (type == GO && state == IDLE) {
        runs++;
        go(packet, (size_t)size, fds, fd_count);
    } else if (type == SIGNAL && size == sizeof(struct signal_request)) {
        struct signal_request request;
        memcpy(&request, packet, sizeof request);
        if (state != RUNNING || request.run != runs) {
            /* Too late. */
        } else if (request.all) {
            kill(-1, (int)request.signal);
        } else {
            kill(first, (int)request.signal);
        }
    } else if (type == RESET && state == IDLE && size == sizeof cleaning) {
        memcpy(&cleaning, packet, sizeof cleaning);
        state = RESETTING;
    } else {
        _exit(3);
    }
    for (int i = 0; i < fd_count; i++) {
        close(fds[i]);
    }
}

/* Reaps all that is dead; true when init has no child left, which as PID 1 means nobody is left. */
static int reap(void) {
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG | __WALL);
        if (pid == 0) {
            return 0;
        }
        if (pid < 0) {
            if (errno == EINTR) {
                continue;
            }
            return 1;
        }
        if (state == RUNNING && pid == first) {
            result = (struct status){STATUS, status, AT_NOTHING, 0};
            state = DRAINING;
        }
    }
}

/* Takes the state as far as it goes now; false when only a dying process can take it further. */
static int settle(void) {
    int alone = reap();
    if (state == IDLE || state == RUNNING) {
        return 1;
    }
    if (!alone) {
        kill(-1, SIGKILL);
        alone = reap();
    }
    if (!alone) {
        return 0;
    }
    if (state == DRAINING) {
        state = IDLE;
        send_packet(&result, sizeof result);
    } else {
        clean();
    }
    return 1;
}

int main(void) {
    if (getpid() != 1 || fcntl(CONTROL, F_SETFD, FD_CLOEXEC) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return 4;
    }
    /* Until now these were the server's, for the runtime's complaints. */
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++) {
        dup2(null, i);
    }
    close(null);
    load_filter();
    limit_namespace();
    umask(022);
    struct sigaction on_child = {.sa_handler = child_died};
    sigset_t blocked, open_mask;
    sigfillset(&blocked);
    sigemptyset(&open_mask);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    sigaction(SIGCHLD, &on_child, NULL);
    struct hello hello = {HELLO, VERSION};
    send_packet(&hello, sizeof hello);
    for (;;) {
        struct pollfd poll = {CONTROL, POLLIN, 0};
        /* What is killed but not dead yet may have a child that was never seen: kill again. */
        struct timespec again = {0, 20 * 1000 * 1000};
        int settled = settle();
        int n = ppoll(&poll, 1, settled ? NULL : &again, &open_mask);
        if (n > 0) {
            receive();
        }
    }
}
