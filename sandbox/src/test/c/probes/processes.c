/* Other processes, init above all, and the descriptors of the control connection. */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "probe.h"

static int traceme(void *unused) {
    (void)unused;
    return ptrace(PTRACE_TRACEME, 0, 0, 0) == 0;
}

PROBE(ptrace_init) {
    if (ptrace(PTRACE_ATTACH, 1, 0, 0) == 0) {
        return "attached to init";
    }
    if (ptrace(PTRACE_SEIZE, 1, 0, 0) == 0) {
        return "seized init";
    }
    return DENIED;
}

PROBE(ptrace_a_child) {
    return in_child(traceme, NULL) == 1 ? "ptrace works at all" : DENIED;
}

PROBE(steal_descriptors_of_init) {
    int init = (int)syscall(SYS_pidfd_open, 1, 0);
    for (int fd = 0; init >= 0 && fd < 32; fd++) {
        if (syscall(SYS_pidfd_getfd, init, fd, 0) >= 0) {
            return how("took descriptor %d of init", fd);
        }
    }
    return DENIED;
}

PROBE(memory_of_init) {
    char buffer[16] = "x";
    struct iovec local = {buffer, sizeof buffer};
    struct iovec remote = {(void *)0x400000, sizeof buffer};
    if (process_vm_readv(1, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) {
        return "process_vm_readv reached init";
    }
    if (process_vm_writev(1, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) {
        return "process_vm_writev reached init";
    }
    return DENIED;
}

/* Some files and directories open for anybody and refuse to be read. */
static int shows_something(const char *path) {
    char byte;
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0) {
        return 0;
    }
    int shown = read(fd, &byte, 1) > 0;
    DIR *dir = fdopendir(fd);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        shown |= e->d_name[0] != '.';
    }
    if (dir != NULL) {
        closedir(dir);
    } else {
        close(fd);
    }
    return shown;
}

PROBE(proc_files_of_init) {
    static const char *const files[] = {"mem",     "environ", "maps",  "smaps", "auxv",    "stack",    "syscall",
                                        "personality", "io",  "numa_maps", "pagemap", "map_files", "exe",  "cwd",
                                        "root",    "fd",      "fdinfo", "wchan", "timers",  "ns/user",  "clear_refs"};
    char path[64];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "/proc/1/%s", files[i]);
        if (strcmp(files[i], "wchan") != 0 && strcmp(files[i], "timers") != 0 && shows_something(path)) {
            return how("read %s", path);
        }
    }
    return DENIED;
}

PROBE(descriptors_of_init) {
    char path[64], target[256];
    for (int fd = 0; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/1/fd/%d", fd);
        if (readlink(path, target, sizeof target) >= 0) {
            return how("saw %s", path);
        }
        if (opens(path, O_RDWR)) {
            return how("opened %s", path);
        }
    }
    return DENIED;
}

PROBE(write_to_files_of_init) {
    static const char *const files[] = {"oom_score_adj", "oom_adj", "mem",    "comm",       "coredump_filter", "autogroup",
                                        "sched",         "attr/current", "uid_map", "gid_map", "setgroups",     "timerslack_ns",
                                        "projid_map",    "loginuid"};
    char path[64];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "/proc/1/%s", files[i]);
        int fd = open(path, O_WRONLY);
        if (fd >= 0 && write(fd, "0", 1) > 0) {
            return how("wrote %s", path);
        }
    }
    return DENIED;
}

PROBE(init_survives_signals) {
    int reached = 0;
    for (int signal = 1; signal < 65; signal++) {
        reached += kill(1, signal) == 0;
        syscall(SYS_tgkill, 1, 1, signal);
        syscall(SYS_rt_sigqueueinfo, 1, signal, NULL);
    }
    /* Init has another uid; that it still serves afterwards is what the test looks at. */
    return reached > 0 ? how("%d signals were accepted for init", reached) : DENIED;
}

PROBE(limits_of_init) {
    struct rlimit none = {0, 0};
    if (prlimit(1, RLIMIT_NOFILE, &none, NULL) == 0) {
        return "set a limit of init";
    }
    if (setpriority(PRIO_PROCESS, 1, 19) == 0) {
        return "changed the priority of init";
    }
    cpu_set_t *cpus = calloc(1, 128);
    memset(cpus, 0xff, 128);
    return syscall(SYS_sched_setaffinity, 1, 128, cpus) == 0 ? "moved init to another processor" : DENIED;
}

PROBE(compare_and_advise) {
    if (syscall(SYS_kcmp, getpid(), 1, 0, 0, 0) >= 0) {
        return "kcmp";
    }
    int init = (int)syscall(SYS_pidfd_open, 1, 0);
    struct iovec all = {(void *)0x400000, 4096};
    if (init >= 0 && syscall(SYS_process_madvise, init, &all, 1, MADV_COLD, 0) >= 0) {
        return "process_madvise";
    }
    return init >= 0 && syscall(SYS_process_mrelease, init, 0) == 0 ? "process_mrelease" : DENIED;
}

/* Whatever is open besides the three streams was leaked by somebody on the way. */
PROBE(inherited_descriptors) {
    for (int fd = 3; fd < 4096; fd++) {
        struct stat st;
        if (fstat(fd, &st) == 0) {
            char path[64], target[256] = "";
            snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
            if (readlink(path, target, sizeof target - 1) < 0) {
                target[0] = 0;
            }
            return how("descriptor %d is open: %s", fd, target);
        }
    }
    return DENIED;
}

PROBE(streams_are_pipes_not_sockets) {
    for (int fd = 0; fd < 3; fd++) {
        struct stat st;
        if (fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode)) {
            return how("descriptor %d is no pipe", fd);
        }
        if (send(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
            return how("sent to descriptor %d", fd);
        }
    }
    return DENIED;
}

PROBE(visible_processes) {
    DIR *dir = opendir("/proc");
    int others = 0;
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        int pid = atoi(e->d_name);
        others += pid > 0 && pid != 1 && pid != getpid();
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return others > 0 ? how("%d foreign processes are visible", others) : DENIED;
}

PROBE(become_unkillable) {
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    if (fd >= 0 && write(fd, "-1000", 5) > 0) {
        return "made itself exempt from OOM kills";
    }
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_NOFILE, &more) == 0 || setrlimit(RLIMIT_MEMLOCK, &more) == 0) {
        return "raised a hard limit";
    }
    if (setpriority(PRIO_PROCESS, 0, -20) == 0) {
        return "raised its priority";
    }
    struct sched_param rt = {.sched_priority = 50};
    return sched_setscheduler(0, SCHED_FIFO, &rt) == 0 ? "became a real-time process" : DENIED;
}

PROBE(regain_privileges) {
    uid_t other = getuid() == 0 ? 1 : 0;
    if (setuid(other) == 0) {
        return how("setuid(%u)", other);
    }
    if (setresgid(other, other, other) == 0) {
        return how("setresgid(%u)", other);
    }
    if (syscall(SYS_setgroups, 1, &other) == 0) {
        return how("setgroups(%u)", other);
    }
    char status[8192];
    if (slurp("/proc/self/status", status, sizeof status) > 0) {
        static const char *const sets[] = {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"};
        for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
            char *line = strstr(status, sets[i]);
            if (line == NULL || strtoull(line + strlen(sets[i]), NULL, 16) != 0) {
                return how("%s is not empty", sets[i]);
            }
        }
        if (strstr(status, "NoNewPrivs:\t1") == NULL) {
            return "new privileges are possible";
        }
        if (strstr(status, "Seccomp:\t2") == NULL) {
            return "no filter is loaded";
        }
    }
    if (prctl(PR_SET_SECUREBITS, 0, 0, 0, 0) == 0 || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0) == 0) {
        return "changed its securebits or ambient capabilities";
    }
    return DENIED;
}

/* The image of the test has /bin/setuid-probe, this program owned by root with mode 4755 (and 2755 as -sgid). */
PROBE(setuid_program) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/setuid-probe", "setuid-probe", "report_identity", (char *)NULL);
        _exit(2);
    }
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 2) {
        return "the set-uid program of the test's image did not run";
    }
    return WEXITSTATUS(status) == 0 ? DENIED : "a set-uid program gained an identity";
}

PROBE(report_identity) {
    return geteuid() != getuid() || getegid() != getgid() ? "effective ids are others" : DENIED;
}

/* CVE-2019-5736: the binary that started us, reached through /proc and written. */
PROBE(overwrite_the_runtime) {
    static const char *const paths[] = {"/proc/1/exe", "/proc/self/exe", "/.quern/init", "/.quern/filter"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (opens(paths[i], O_WRONLY) || opens(paths[i], O_RDWR | O_TRUNC)) {
            return how("opened %s for writing", paths[i]);
        }
        if (chmod(paths[i], 0777) == 0 || unlink(paths[i]) == 0 || rename(paths[i], "/tmp/x") == 0) {
            return how("changed %s", paths[i]);
        }
    }
    if (symlink("/proc/1/exe", "/tmp/exe") == 0 && opens("/tmp/exe", O_WRONLY)) {
        return "a link to /proc/1/exe could be written";
    }
    return DENIED;
}

/* Running init again makes nothing but a process that gives up, since it is not PID 1. */
PROBE(run_init_again) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl("/.quern/init", "init", (char *)NULL);
        _exit(4);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "a second init served" : DENIED;
}
