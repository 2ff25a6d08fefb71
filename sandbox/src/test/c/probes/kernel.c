/* The kernel's own workings. */
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <sys/fanotify.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

#include "probe.h"

PROBE(keys) {
    if (syscall(SYS_add_key, "user", "probe", "x", 1, KEY_SPEC_PROCESS_KEYRING) >= 0) {
        return "add_key";
    }
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0
        || syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1) >= 0) {
        return "keyctl";
    }
    return syscall(SYS_request_key, "user", "probe", NULL, KEY_SPEC_PROCESS_KEYRING) >= 0 || errno == ENOKEY
               ? "request_key"
               : DENIED;
}

PROBE(bpf_programs) {
    union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
    return syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map) >= 0 ? "made a map" : DENIED;
}

PROBE(user_fault_descriptor) {
    if (syscall(SYS_userfaultfd, 0) >= 0 || syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY) >= 0) {
        return "userfaultfd";
    }
    return opens("/dev/userfaultfd", O_RDWR) ? "/dev/userfaultfd" : DENIED;
}

PROBE(uring) {
    struct io_uring_params params;
    memset(&params, 0, sizeof params);
    return syscall(SYS_io_uring_setup, 1, &params) >= 0 ? "io_uring_setup" : DENIED;
}

PROBE(perf_events) {
    struct perf_event_attr attr = {
        .type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_CPU_CLOCK, .exclude_kernel = 1};
    return syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0) >= 0 ? "perf_event_open" : DENIED;
}

PROBE(open_by_handle) {
    union {
        struct file_handle handle;
        char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } h = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    int mount;
    if (name_to_handle_at(AT_FDCWD, "/", &h.handle, &mount, 0) == 0) {
        return "name_to_handle_at";
    }
    /* Inode 2 is the root of an ext file system: the shocker way out. */
    h.handle.handle_bytes = 8;
    h.handle.handle_type = 1;
    memcpy(h.handle.f_handle, "\2\0\0\0\0\0\0\0", 8);
    int root = open("/", O_RDONLY);
    int fd = open_by_handle_at(root, &h.handle, O_RDONLY);
    return fd >= 0 || errno == ESTALE ? "open_by_handle_at" : DENIED;
}

PROBE(device_nodes) {
    static const struct {
        mode_t type;
        unsigned major, minor;
    } devices[] = {{S_IFCHR, 1, 1}, {S_IFCHR, 1, 3}, {S_IFBLK, 8, 0}, {S_IFBLK, 254, 0}, {S_IFCHR, 10, 229}, {S_IFCHR, 0, 0}};
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (mknod("/tmp/node", devices[i].type | 0666, makedev(devices[i].major, devices[i].minor)) == 0) {
            return how("made device %u:%u", devices[i].major, devices[i].minor);
        }
    }
    return DENIED;
}

PROBE(modules_and_kexec) {
    if (syscall(SYS_init_module, "", 0UL, "") == 0 || syscall(SYS_finit_module, 0, "", 0) == 0
        || (errno != EPERM && errno != ENOSYS)) {
        return "loading modules is looked at";
    }
    if (syscall(SYS_delete_module, "dummy", O_NONBLOCK) == 0) {
        return "delete_module";
    }
    return syscall(SYS_kexec_load, 0UL, 0UL, NULL, 0UL) == 0 ? "kexec_load" : DENIED;
}

PROBE(reboot_and_swap) {
    if (reboot(RB_DISABLE_CAD) == 0) {
        return "reboot";
    }
    if (swapon("/tmp/none", 0) == 0 || errno == ENOENT) {
        return "swapon looks at its file";
    }
    return syscall(SYS_acct, "/tmp/acct") == 0 || errno == ENOENT ? "acct" : DENIED;
}

PROBE(clocks) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (clock_settime(CLOCK_REALTIME, &now) == 0) {
        return "clock_settime";
    }
    struct timeval time = {now.tv_sec, 0};
    if (settimeofday(&time, NULL) == 0) {
        return "settimeofday";
    }
    struct timex change = {.modes = ADJ_FREQUENCY, .freq = 0};
    if (adjtimex(&change) >= 0) {
        return "adjtimex";
    }
    return opens("/proc/self/timens_offsets", O_WRONLY) && syscall(SYS_unshare, 0x80) == 0 ? "time namespace" : DENIED;
}

PROBE(kernel_log) {
    char text[256];
    if (syscall(SYS_syslog, 3, text, sizeof text) >= 0 || syscall(SYS_syslog, 10, NULL, 0) >= 0) {
        return "read the kernel's log";
    }
    if (opens("/dev/kmsg", O_WRONLY) || opens("/dev/kmsg", O_RDONLY)) {
        return "/dev/kmsg";
    }
    return slurp("/proc/kmsg", text, sizeof text) > 0 ? "/proc/kmsg" : DENIED;
}

PROBE(host_names) {
    if (sethostname("probe", 5) == 0) {
        return "sethostname";
    }
    return setdomainname("probe", 5) == 0 ? "setdomainname" : DENIED;
}

PROBE(file_watches_of_all) {
    return fanotify_init(FAN_CLASS_NOTIF, O_RDONLY) >= 0 || fanotify_init(FAN_REPORT_FID, O_RDONLY) >= 0 ? "fanotify"
                                                                                                      : DENIED;
}

PROBE(address_space_weakening) {
    if (personality(ADDR_NO_RANDOMIZE) >= 0) {
        return "switched off randomisation";
    }
    return personality(READ_IMPLIES_EXEC) >= 0 ? "made data executable" : DENIED;
}

PROBE(quota_and_handles) {
    if (syscall(SYS_quotactl, 0x800001, "/dev/sda", 0, NULL) == 0 || errno == ENOENT || errno == ENODEV) {
        return "quotactl looks at its device";
    }
    return syscall(SYS_lookup_dcookie, 0ULL, NULL, 0UL) >= 0 ? "lookup_dcookie" : DENIED;
}

PROBE(flush_the_machines_disks) {
    errno = 0;
    return syscall(SYS_sync) == 0 ? "sync" : syscall(SYS_syncfs, 0) == 0 ? "syncfs" : DENIED;
}

#ifdef __x86_64__
static int getpid_32bit(void *unused) {
    (void)unused;
    int result = 20;
    __asm__ volatile("int $0x80" : "+a"(result)::"memory");
    return result > 0;
}

PROBE(other_calling_conventions) {
    if (in_child(getpid_32bit, NULL) == 1) {
        return "a 32-bit call passed the filter";
    }
    if (syscall(0x40000000 | SYS_getpid) > 0) {
        return "an x32 call passed the filter";
    }
    return syscall(SYS_iopl, 3) == 0 || syscall(SYS_ioperm, 0x80, 1, 1) == 0 ? "got an I/O port" : DENIED;
}
#endif
