/* Two sandboxes at once: one holds all it could get, or offers itself to be found; the other must not notice. */
#include <arpa/inet.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "probe.h"

#define PORT 7777
#define IPC_KEY 0x51
#define NAME "quern-probe"

static void all_descriptors(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

PROBE_HOLD(hold_inotify) {
    all_descriptors();
    char path[64];
    for (int fd; (fd = inotify_init1(0)) >= 0;) {
        for (int i = 0; i < 20000; i++) {
            snprintf(path, sizeof path, "/tmp/w%d", i);
            if (mkdir(path, 0700) != 0 && errno != EEXIST) {
                break;
            }
            if (inotify_add_watch(fd, path, IN_ALL_EVENTS) < 0) {
                break;
            }
        }
    }
    return hold();
}

PROBE_HOLD(hold_pipes) {
    all_descriptors();
    int ends[2];
    while (pipe(ends) == 0) {
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    }
    return hold();
}

PROBE_HOLD(hold_processes) {
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 100000; i++) {
        pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
        if (child < 0) {
            break;
        }
    }
    return hold();
}

PROBE_HOLD(hold_descriptors) {
    all_descriptors();
    while (eventfd(0, 0) >= 0) {
    }
    return hold();
}

PROBE_HOLD(hold_sockets_full_of_descriptors) {
    all_descriptors();
    /* Descriptors in flight are counted for the user, not for the process. */
    int pair[2];
    while (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair) == 0) {
        union {
            char bytes[CMSG_SPACE(sizeof(int))];
            struct cmsghdr align;
        } control = {.bytes = {0}};
        char byte = 0;
        struct iovec part = {&byte, 1};
        struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        h->cmsg_level = SOL_SOCKET;
        h->cmsg_type = SCM_RIGHTS;
        h->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(h), &pair[0], sizeof(int));
        while (sendmsg(pair[0], &m, MSG_DONTWAIT) > 0) {
        }
    }
    return hold();
}

PROBE_HOLD(hold_epoll_watches) {
    all_descriptors();
    int target = eventfd(0, 0);
    for (int fd; (fd = epoll_create1(0)) >= 0;) {
        for (int copy; (copy = fcntl(target, F_DUPFD, 0)) >= 0;) {
            struct epoll_event e = {.events = EPOLLIN};
            if (epoll_ctl(fd, EPOLL_CTL_ADD, copy, &e) != 0) {
                break;
            }
        }
        struct epoll_event e = {.events = EPOLLIN};
        if (epoll_ctl(fd, EPOLL_CTL_ADD, target, &e) != 0) {
            break;
        }
    }
    return hold();
}

PROBE_HOLD(hold_timers_and_signals) {
    timer_t timer;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 200000 && timer_create(CLOCK_MONOTONIC, &none, &timer) == 0; i++) {
    }
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int i = 0; i < 200000 && sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0; i++) {
    }
    return hold();
}

PROBE_HOLD(hold_locked_memory) {
    for (;;) {
        void *p = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED || mlock(p, 1 << 16) != 0) {
            return hold();
        }
        static long locked;
        if ((locked += 1 << 16) > 32 << 20) {
            return hold();
        }
    }
}

PROBE_HOLD(hold_queues_and_segments) {
    char name[32];
    struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = 8192};
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "/q%d", i);
        if (mq_open(name, O_CREAT | O_RDWR, 0600, &attr) < 0) {
            break;
        }
    }
    for (int i = 0; i < 40000 && shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0; i++) {
    }
    for (int i = 0; i < 40000 && semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0; i++) {
    }
    for (int i = 0; i < 40000 && msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0; i++) {
    }
    return hold();
}

PROBE_HOLD(hold_terminals) {
    all_descriptors();
    for (int i = 0; i < 10000 && open("/dev/ptmx", O_RDWR | O_NOCTTY) >= 0; i++) {
    }
    return hold();
}

PROBE_HOLD(hold_files_of_tmp) {
    char path[64];
    for (int i = 0; i < 1000000; i++) {
        snprintf(path, sizeof path, "/tmp/f%d", i);
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);
        if (fd < 0) {
            break;
        }
        close(fd);
    }
    for (int i = 0; i < 1000000; i++) {
        snprintf(path, sizeof path, "/dev/shm/f%d", i);
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0600);
        if (fd < 0) {
            break;
        }
        close(fd);
    }
    return hold();
}

/* Also run outside of any sandbox, for reach_the_host. */
PROBE_HOLD(hold_an_abstract_name) {
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0" NAME};
    int local = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(NAME));
    if (bind(local, (struct sockaddr *)&name, size) != 0 || listen(local, 10) != 0) {
        return how("could not listen: %s", strerror(errno));
    }
    return hold();
}

PROBE_HOLD(hold_a_port) {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int inet = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(inet, (struct sockaddr *)&any, sizeof any) != 0 || listen(inet, 10) != 0) {
        return how("could not listen: %s", strerror(errno));
    }
    return hold();
}

PROBE_HOLD(hold_names) {
    int segment = shmget(IPC_KEY, 4096, IPC_CREAT | 0666);
    mq_open("/" NAME, O_CREAT | O_RDWR, 0666, NULL); /* perhaps not allowed at all */
    int shared = open("/dev/shm/" NAME, O_CREAT | O_WRONLY, 0666);
    int file = open("/tmp/" NAME, O_CREAT | O_WRONLY, 0666);
    if (segment < 0 || shared < 0 || file < 0) {
        return how("could not make names: %d %d %d: %s", segment, shared, file, strerror(errno));
    }
    return hold();
}

static int child_runs(void *unused) {
    (void)unused;
    return 7;
}

PROBE_NEIGHBOUR(work_undisturbed) {
    int watch = inotify_init1(0);
    if (watch < 0 || inotify_add_watch(watch, "/tmp", IN_CREATE) < 0) {
        return how("inotify: %s", strerror(errno));
    }
    int ends[2];
    if (pipe(ends) != 0 || fcntl(ends[1], F_GETPIPE_SZ) < 65536) {
        return how("a pipe has %d bytes", fcntl(ends[1], F_GETPIPE_SZ));
    }
    if (fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) < 0) {
        return how("a pipe cannot grow: %s", strerror(errno));
    }
    if (in_child(child_runs, NULL) != 7) {
        return "no child";
    }
    for (int i = 0; i < 64; i++) {
        if (eventfd(0, 0) < 0 || socket(AF_UNIX, SOCK_STREAM, 0) < 0) {
            return how("descriptors: %s", strerror(errno));
        }
    }
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) != 0) {
        return how("epoll: %s", strerror(errno));
    }
    timer_t timer;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    if (timer_create(CLOCK_MONOTONIC, &none, &timer) != 0) {
        return how("a timer: %s", strerror(errno));
    }
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct rlimit lock;
    getrlimit(RLIMIT_MEMLOCK, &lock);
    if (lock.rlim_cur >= 4096 && mlock(page, 4096) != 0) {
        return how("mlock: %s", strerror(errno));
    }
    struct rlimit queues;
    getrlimit(RLIMIT_MSGQUEUE, &queues);
    if (queues.rlim_cur > 100000 && mq_open("/mine", O_CREAT | O_RDWR, 0600, NULL) < 0) {
        return how("a message queue: %s", strerror(errno));
    }
    if (shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) < 0 || semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) < 0) {
        return how("System V: %s", strerror(errno));
    }
    int file = open("/tmp/mine", O_CREAT | O_WRONLY, 0600);
    if (file < 0 || write(file, "x", 1) != 1) {
        return how("a file in /tmp: %s", strerror(errno));
    }
    if (access("/dev/ptmx", F_OK) == 0 && open("/dev/ptmx", O_RDWR | O_NOCTTY) < 0) {
        return how("a terminal: %s", strerror(errno));
    }
    return DENIED;
}

PROBE_NEIGHBOUR(meet_the_neighbour) {
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0" NAME};
    int local = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(local, (struct sockaddr *)&name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(NAME))) == 0) {
        return "reached an abstract socket";
    }
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int inet = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(inet, (struct sockaddr *)&there, sizeof there) == 0) {
        return "reached a TCP port";
    }
    if (shmget(IPC_KEY, 4096, 0) >= 0) {
        return "found shared memory";
    }
    if (mq_open("/" NAME, O_RDWR) >= 0) {
        return "found a message queue";
    }
    if (opens("/dev/shm/" NAME, O_RDONLY) || opens("/tmp/" NAME, O_RDONLY)) {
        return "found a file";
    }
    for (int pid = 2; pid < 100000; pid++) {
        if (pid != getpid() && kill(pid, 0) == 0) {
            return how("process %d can be signalled", pid);
        }
    }
    return DENIED;
}
