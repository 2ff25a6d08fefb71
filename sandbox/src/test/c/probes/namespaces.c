/* New namespaces, others' namespaces, mounts and roots. */
#include <linux/mount.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "probe.h"

static const struct {
    const char *name;
    unsigned long flag;
} namespaces[] = {{"mnt", CLONE_NEWNS},   {"cgroup", CLONE_NEWCGROUP}, {"uts", CLONE_NEWUTS}, {"ipc", CLONE_NEWIPC},
                  {"user", CLONE_NEWUSER}, {"pid", CLONE_NEWPID},       {"net", CLONE_NEWNET}, {"time", CLONE_NEWTIME}};
#define EACH_NAMESPACE(i) for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++)

PROBE(unshare_namespaces) {
    EACH_NAMESPACE(i) {
        if (unshare((int)namespaces[i].flag) == 0 || unshare((int)(namespaces[i].flag | CLONE_NEWUSER)) == 0) {
            return how("unshared a %s namespace", namespaces[i].name);
        }
    }
    return DENIED;
}

PROBE(clone_namespaces) {
    EACH_NAMESPACE(i) {
        if (namespaces[i].flag == CLONE_NEWTIME) {
            continue; /* to clone that bit is part of the exit signal */
        }
        long child = syscall(SYS_clone, namespaces[i].flag | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            _exit(0);
        }
        if (child > 0) {
            return how("cloned into a new %s namespace", namespaces[i].name);
        }
    }
    return DENIED;
}

PROBE(clone3_namespaces) {
    EACH_NAMESPACE(i) {
        struct clone_args args = {.flags = namespaces[i].flag, .exit_signal = SIGCHLD};
        long child = syscall(SYS_clone3, &args, sizeof args);
        if (child == 0) {
            _exit(0);
        }
        if (child > 0) {
            return how("clone3 made a new %s namespace", namespaces[i].name);
        }
    }
    return DENIED;
}

PROBE(setns_of_init) {
    char path[64];
    EACH_NAMESPACE(i) {
        for (int self = 0; self < 2; self++) {
            snprintf(path, sizeof path, "/proc/%s/ns/%s", self ? "self" : "1", namespaces[i].name);
            int fd = open(path, O_RDONLY);
            if (fd >= 0 && setns(fd, 0) == 0) {
                return how("entered %s", path);
            }
            if (fd >= 0 && !self) {
                return how("opened %s", path);
            }
        }
    }
    int pid = (int)syscall(SYS_pidfd_open, 1, 0);
    return pid >= 0 && setns(pid, CLONE_NEWNS | CLONE_NEWPID) == 0 ? "entered by pidfd" : DENIED;
}

PROBE(mount_file_systems) {
    static const char *const types[] = {"tmpfs", "proc", "sysfs", "cgroup2", "cgroup", "devpts",
                                        "overlay", "mqueue", "debugfs", "binfmt_misc", "fuse", "ext4"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (mount("none", "/tmp", types[i], 0, NULL) == 0) {
            return how("mounted a %s", types[i]);
        }
    }
    return DENIED;
}

PROBE(bind_and_remount) {
    if (mount("/proc", "/tmp", NULL, MS_BIND | MS_REC, NULL) == 0) {
        return "bound /proc elsewhere";
    }
    static const char *const places[] = {"/", "/proc", "/proc/sys", "/sys", "/dev", "/tmp"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (mount(NULL, places[i], NULL, MS_REMOUNT | MS_BIND, NULL) == 0) {
            return how("remounted %s writable", places[i]);
        }
        if (mount(NULL, places[i], NULL, MS_SHARED, NULL) == 0) {
            return how("changed the propagation of %s", places[i]);
        }
    }
    return mount("/tmp", "/dev", NULL, MS_MOVE, NULL) == 0 ? "moved a mount" : DENIED;
}

PROBE(unmount_masks) {
    static const char *const masks[] = {"/proc/kcore",         "/proc/kallsyms", "/proc/keys", "/proc/sys",
                                        "/proc/self/mountinfo", "/proc/cmdline",  "/sys",       "/sys/firmware",
                                        "/.quern",             "/dev",           "/tmp",       "/proc"};
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        if (umount2(masks[i], MNT_DETACH) == 0) {
            return how("unmounted %s", masks[i]);
        }
    }
    return DENIED;
}

PROBE(new_mount_calls) {
    if (syscall(SYS_fsopen, "tmpfs", 0) >= 0) {
        return "fsopen";
    }
    if (syscall(SYS_open_tree, AT_FDCWD, "/", OPEN_TREE_CLONE) >= 0 || syscall(SYS_open_tree, AT_FDCWD, "/", 0) >= 0) {
        return "open_tree";
    }
    if (syscall(SYS_fspick, AT_FDCWD, "/", 0) >= 0) {
        return "fspick";
    }
    if (syscall(SYS_move_mount, AT_FDCWD, "/tmp", AT_FDCWD, "/dev", 0) == 0) {
        return "move_mount";
    }
    struct mount_attr attr = {.attr_clr = MOUNT_ATTR_RDONLY};
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &attr, sizeof attr) == 0) {
        return "mount_setattr";
    }
    return DENIED;
}

PROBE(change_root) {
    if (chroot("/tmp") == 0) {
        return "chroot";
    }
    return syscall(SYS_pivot_root, "/tmp", "/tmp") == 0 ? "pivot_root" : DENIED;
}

/* statmount and listmount tell of mounts what /proc no longer does. */
PROBE(list_mounts) {
    struct {
        unsigned size, spare;
        unsigned long long id, param;
    } request = {24, 0, ~0ULL, 0};
    unsigned long long ids[64];
    return syscall(458, &request, ids, 64UL, 0UL) > 0 ? "listmount" : DENIED;
}
