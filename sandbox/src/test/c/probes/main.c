/* probe --list | probe NAME [WORD...]: exit 0 denied, 1 ESCAPED and how, 2 no such probe or it could not tell. */
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>

#include "probe.h"

static struct {
    const char *name;
    enum kind kind;
    attempt attempt;
} probes[512];
static int count;
char **probe_words;

void probe_register(const char *name, enum kind kind, attempt attempt) {
    probes[count].name = name;
    probes[count].kind = kind;
    probes[count++].attempt = attempt;
}

const char *how(const char *format, ...) {
    static char text[1024];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return text;
}

const char *hold(void) {
    char end[64];
    puts("holding");
    fflush(stdout);
    while (read(0, end, sizeof end) > 0) {
    }
    return DENIED;
}

int opens(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return 0;
    }
    close(fd);
    return 1;
}

ssize_t slurp(const char *path, char *into, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return -1;
    }
    size_t at = 0;
    ssize_t n;
    while (at < size - 1 && (n = read(fd, into + at, size - 1 - at)) > 0) {
        at += (size_t)n;
    }
    close(fd);
    into[at] = 0;
    return (ssize_t)at;
}

int in_child(int (*part)(void *), void *argument) {
    pid_t child = fork();
    if (child == 0) {
        _exit(part(argument));
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        fprintf(stderr, "no child\n");
        exit(2);
    }
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv) {
    static const char *const kinds[] = {"escape", "hold", "neighbour"};
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (int i = 0; i < count; i++) {
            printf("%s %s\n", kinds[probes[i].kind], probes[i].name);
        }
        return 0;
    }
    probe_words = argv + (argc < 2 ? argc : 2);
    for (int i = 0; argc > 1 && i < count; i++) {
        if (strcmp(probes[i].name, argv[1]) == 0) {
            const char *text = probes[i].attempt();
            if (text != DENIED) {
                printf("ESCAPED: %s\n", text);
                return 1;
            }
            return 0;
        }
    }
    fprintf(stderr, "no such probe\n");
    return 2;
}
