/* underfilter FILTER PROGRAM [ARG...]: loads a seccomp program from a file and executes PROGRAM under it. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sock_filter filter[4096];

int main(int argc, char **argv) {
    if (argc < 3) {
        return 2;
    }
    int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
    ssize_t size = read(fd, filter, sizeof filter);
    if (size <= 0 || size % sizeof filter[0] != 0) {
        perror("read the filter");
        return 2;
    }
    struct sock_fprog program = {.len = size / sizeof filter[0], .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) {
        perror("load the filter");
        return 2;
    }
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 127;
}
