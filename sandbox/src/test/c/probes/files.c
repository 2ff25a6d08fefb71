/* Files: what is shown of the host, and what can be written. */
#include <dirent.h>
#include <ftw.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <termios.h>

#include "probe.h"

static char opened[512];
static long looked_at;

/* The tree walk passes no argument of one's own. */
static int open_for_writing(const char *path, const struct stat *st, int type, struct FTW *where) {
    (void)where;
    if (type == FTW_F && S_ISREG(st->st_mode) && opens(path, O_WRONLY)) {
        snprintf(opened, sizeof opened, "%s", path);
        return 1;
    }
    return ++looked_at > 200000;
}

static const char *writable_below(const char *root) {
    opened[0] = 0;
    looked_at = 0;
    nftw(root, open_for_writing, 64, FTW_PHYS | FTW_MOUNT);
    return opened[0] != 0 ? how("%s opens for writing", opened) : DENIED;
}

PROBE(write_kernel_settings) { return writable_below("/proc/sys"); }

PROBE(write_sysfs) { return writable_below("/sys"); }

PROBE(write_proc) {
    DIR *dir = opendir("/proc");
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%s", e->d_name);
        struct stat st;
        /* A file is masked by /dev/null on top of it. */
        int fd = e->d_type == DT_REG ? open(path, O_WRONLY) : -1;
        if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
            return how("%s opens for writing", path);
        }
    }
    closedir(dir);
    static const char *const folders[] = {"/proc/acpi", "/proc/bus", "/proc/irq", "/proc/scsi", "/proc/fs", "/proc/tty",
                                          "/proc/driver"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *found = writable_below(folders[i]);
        if (found != DENIED) {
            return found;
        }
    }
    return DENIED;
}

PROBE(core_pattern_and_helpers) {
    static const char *const files[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe",
                                        "/proc/sys/kernel/hotplug",      "/proc/sys/fs/binfmt_misc/register",
                                        "/proc/sysrq-trigger",           "/sys/kernel/uevent_helper",
                                        "/proc/sys/vm/panic_on_oom",     "/proc/sys/user/max_inotify_instances"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (opens(files[i], O_WRONLY) || chmod(files[i], 0666) == 0) {
            return how("%s can be written", files[i]);
        }
    }
    return DENIED;
}

PROBE(kernel_addresses) {
    static char text[1 << 20];
    if (slurp("/proc/kallsyms", text, sizeof text) > 0) {
        for (char *line = text; line != NULL && *line != 0; line = strchr(line, '\n')) {
            line += *line == '\n';
            if (*line != 0 && strtoull(line, NULL, 16) != 0) {
                return "/proc/kallsyms has addresses";
            }
        }
        return "/proc/kallsyms is readable";
    }
    if (slurp("/proc/iomem", text, sizeof text) > 0 && strpbrk(text, "123456789") != NULL
        && strtoull(text + strspn(text, "0-"), NULL, 16) != 0) {
        return "/proc/iomem has addresses";
    }
    static const char *const files[] = {"/proc/modules",        "/proc/kcore",
                                        "/proc/vmallocinfo",    "/proc/slabinfo",      "/proc/timer_list",
                                        "/proc/sched_debug",    "/proc/kpagecount",    "/proc/kpageflags",
                                        "/proc/vmcore",         "/sys/kernel/notes",   "/sys/kernel/debug/sched/debug",
                                        "/sys/kernel/vmcoreinfo", "/proc/keys",        "/proc/latency_stats",
                                        "/proc/interrupts",     "/proc/key-users"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (slurp(files[i], text, sizeof text) > 0) {
            return how("%s is readable", files[i]);
        }
    }
    return DENIED;
}

/* The words are what the test knows of the host: its directories, its host name, its user. */
static const char *shows_words(const char *path) {
    static char text[1 << 20];
    ssize_t size = slurp(path, text, sizeof text);
    for (ssize_t i = 0; i < size; i++) {
        text[i] = text[i] == 0 ? '\n' : text[i];
    }
    for (char **word = probe_words; size > 0 && *word != NULL; word++) {
        if (strstr(text, *word) != NULL) {
            return how("%s shows '%s'", path, *word);
        }
    }
    return DENIED;
}

PROBE(host_paths) {
    static const char *const files[] = {
        "/proc/self/mountinfo", "/proc/self/mounts", "/proc/self/mountstats", "/proc/mounts",     "/proc/1/mountinfo",
        "/proc/1/mounts",       "/proc/1/cmdline",   "/proc/1/environ",       "/proc/1/status",   "/proc/cmdline",
        "/proc/self/environ",   "/proc/self/cgroup", "/proc/1/cgroup",        "/proc/swaps",      "/proc/partitions",
        "/proc/net/unix",       "/proc/locks",       "/etc/hosts",            "/etc/resolv.conf", "/etc/hostname",
        "/proc/sys/kernel/hostname", "/proc/self/maps", "/proc/self/smaps",   "/proc/diskstats",  "/proc/self/numa_maps"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *found = shows_words(files[i]);
        if (found != DENIED) {
            return found;
        }
    }
    extern char **environ;
    for (char **e = environ; *e != NULL; e++) {
        for (char **word = probe_words; *word != NULL; word++) {
            if (strstr(*e, *word) != NULL) {
                return how("the environment shows '%s'", *e);
            }
        }
    }
    static const char *const links[] = {"/proc/self/exe", "/proc/self/cwd", "/proc/self/root", "/proc/self/fd/0"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        char target[4096] = "";
        if (readlink(links[i], target, sizeof target - 1) > 0) {
            for (char **word = probe_words; *word != NULL; word++) {
                if (strstr(target, *word) != NULL) {
                    return how("%s shows '%s'", links[i], target);
                }
            }
        }
    }
    return DENIED;
}

PROBE(write_the_root) {
    static const char *const places[] = {"/x", "/bin/x", "/etc/x", "/scratch/x", "/.quern/x", "/proc/x", "/sys/x", "/dev/x"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (open(places[i], O_CREAT | O_WRONLY, 0600) >= 0 || mkdir(places[i], 0700) == 0) {
            return how("made %s", places[i]);
        }
    }
    static const char *const files[] = {"/bin/busybox", "/etc/hosts", "/etc/resolv.conf", "/bin", "/"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (opens(files[i], O_WRONLY) || chmod(files[i], 0777) == 0 || truncate(files[i], 0) == 0
            || utimensat(AT_FDCWD, files[i], NULL, 0) == 0 || setxattr(files[i], "user.x", "x", 1, 0) == 0) {
            return how("changed %s", files[i]);
        }
    }
    void *page = MAP_FAILED;
    int fd = open("/bin/busybox", O_RDONLY);
    if (fd >= 0) {
        page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    return page != MAP_FAILED ? "mapped a file of the image for writing" : DENIED;
}

PROBE(devices) {
    DIR *dir = opendir("/dev");
    static const char *const harmless[] = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"};
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char path[300];
        struct stat st;
        snprintf(path, sizeof path, "/dev/%s", e->d_name);
        if (stat(path, &st) != 0 || !(S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))) {
            continue;
        }
        int known = 0;
        for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
            known |= strcmp(e->d_name, harmless[i]) == 0;
        }
        if (!known) {
            return how("%s is a device", path);
        }
    }
    if (unlink("/dev/null") == 0 || chmod("/dev/null", 0) == 0 || symlink("/tmp", "/dev/x") == 0) {
        return "/dev can be changed";
    }
    return DENIED;
}

/* A path that leaves the sandbox if anybody outside followed it, and one that the kernel itself might. */
PROBE(links_in_tmp) {
    static const char *const targets[] = {"/proc/1/root", "/proc/1/cwd", "../../../../../../proc/1/root", "/proc/1/fd/3"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        unlink("/tmp/link");
        if (symlink(targets[i], "/tmp/link") != 0) {
            continue;
        }
        if (opens("/tmp/link/etc", O_RDONLY | O_DIRECTORY) || opens("/tmp/link", O_RDWR)) {
            return how("a link to %s leads somewhere", targets[i]);
        }
    }
    unlink("/tmp/link");
    if (link("/bin/busybox", "/tmp/link") == 0 || link("/bin/busybox", "/bin/x") == 0) {
        return "linked a file of the image";
    }
    return symlink("/proc/1/root", "/scratch/link") == 0 ? "left a link in the image" : DENIED;
}

PROBE(other_roots) {
    struct stat here, there;
    static const char *const paths[] = {"/..", "/proc/self/root/..", "/proc/self/cwd/../../../.."};
    if (stat("/", &here) != 0) {
        return DENIED;
    }
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (stat(paths[i], &there) == 0 && (here.st_ino != there.st_ino || here.st_dev != there.st_dev)) {
            return how("%s is another directory", paths[i]);
        }
    }
    return opens("/proc/1/root/", O_RDONLY | O_DIRECTORY) ? "/proc/1/root opens" : DENIED;
}

PROBE(programs_in_tmp_gain_nothing) {
    int in = open("/bin/setuid-probe", O_RDONLY), out = open("/tmp/mine", O_CREAT | O_WRONLY | O_TRUNC, 0755);
    static char block[1 << 16];
    for (ssize_t n; in >= 0 && (n = read(in, block, sizeof block)) > 0;) {
        if (write(out, block, (size_t)n) != n) {
            return DENIED;
        }
    }
    uid_t other = geteuid() == 0 ? 1 : 0;
    if (out >= 0 && fchown(out, other, other) == 0) {
        return "gave a file to another user";
    }
    /* A namespaced capability: VFS_CAP_REVISION_2 | effective, CAP_SYS_ADMIN. */
    unsigned capability[5] = {0x02000001, 1u << 21, 0, 0, 0};
    return out >= 0 && fsetxattr(out, "security.capability", capability, 20, 0) == 0 ? "gave a file capabilities" : DENIED;
}

PROBE(control_groups) {
    static const char *const files[] = {"/sys/fs/cgroup/release_agent",        "/sys/fs/cgroup/cgroup.procs",
                                        "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/memory/cgroup.procs",
                                        "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max",
                                        "/sys/fs/cgroup/pids.max",             "/sys/fs/cgroup/unified/cgroup.procs"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (opens(files[i], O_WRONLY)) {
            return how("%s opens for writing", files[i]);
        }
    }
    if (mkdir("/sys/fs/cgroup/x", 0700) == 0 || mkdir("/sys/fs/cgroup/memory/x", 0700) == 0) {
        return "made a control group";
    }
    return writable_below("/sys/fs/cgroup");
}

PROBE(terminals) {
    char letter = 'x';
    for (int fd = 0; fd < 3; fd++) {
        if (ioctl(fd, TIOCSTI, &letter) == 0 || errno == EIO) {
            return "TIOCSTI is looked at";
        }
        if (isatty(fd)) {
            return how("descriptor %d is a terminal", fd);
        }
    }
    if (opens("/dev/tty", O_RDWR)) {
        return "/dev/tty leads to a terminal";
    }
    return opens("/dev/console", O_RDWR) ? "/dev/console" : DENIED;
}

PROBE(identity_maps) {
    static const char *const files[] = {"/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        int fd = open(files[i], O_WRONLY);
        if (fd >= 0 && write(fd, "0 0 1\n", 6) > 0) {
            return how("wrote %s", files[i]);
        }
    }
    char map[256];
    long long inside, outside;
    if (slurp("/proc/self/uid_map", map, sizeof map) > 0 && sscanf(map, "%lld %lld", &inside, &outside) == 2) {
        return inside == outside ? "users here are the same users outside" : DENIED;
    }
    return DENIED;
}
