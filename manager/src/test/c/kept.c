/*
 * A function of each contract of servers to test tasks with: "kept http" listens on $PORT, "kept fn" on the socket of
 * Fn's kits, "kept lambda" asks for events. An input is answered as it came, unless it begins with '!': then it holds what
 * to do, one after the other, with ';' between:
 *
 *   began NAME      makes the file /shared/NAME
 *   note NAME TEXT  appends a line to /shared/NAME
 *   await NAME      waits until /shared/NAME is there
 *   sleep MS        sleeps
 *   burn MS         uses so much processor time
 *   until N S       answers with the status S in attempts before N
 *   status S        answers with the status S and the text "status S" (lambda: reports an error)
 *   after R S       the same with the header Retry-After: R
 *   head            answers with the request's head
 *   half            begins an answer and closes the connection
 *   die             ends the process with 3
 *   hog             uses memory until it has none
 *
 * At the end the answer is "done". Of lambda the attempt is the number of events since the start.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOST_COMMANDS 4000

struct connection {
    int fd;
    size_t start, end;
    char buffer[65536];
};

struct request {
    char head[16384];
    char id[100];
    long length;
    int attempt;
};

static int fill(struct connection *c) {
    if (c->start == c->end) {
        c->start = c->end = 0;
    }
    if (c->end == sizeof c->buffer) {
        return 0;
    }
    ssize_t n = read(c->fd, c->buffer + c->end, sizeof c->buffer - c->end);
    if (n > 0) {
        c->end += (size_t)n;
    }
    return n > 0;
}

static int out(int fd, const char *p, size_t size) {
    while (size > 0) {
        ssize_t n = send(fd, p, size, MSG_NOSIGNAL);
        if (n <= 0) {
            return 0;
        }
        p += n;
        size -= (size_t)n;
    }
    return 1;
}

static char *line(struct connection *c) {
    while (1) {
        char *from = c->buffer + c->start, *end = memchr(from, '\n', c->end - c->start);
        if (end != NULL) {
            c->start = (size_t)(end + 1 - c->buffer);
            *end = 0;
            end[-1] = 0;
            return from;
        }
        if (!fill(c)) {
            return NULL;
        }
    }
}

static int read_head(struct connection *c, struct request *r) {
    size_t n = 0;
    char *l;
    memset(r, 0, sizeof *r);
    while ((l = line(c)) != NULL && *l != 0) {
        n += (size_t)snprintf(r->head + n, sizeof r->head - n, "%s\n", l);
        if (strncasecmp(l, "Content-Length:", 15) == 0) {
            r->length = atol(l + 15);
        } else if (strncasecmp(l, "Quern-Attempt:", 14) == 0) {
            r->attempt = atoi(l + 14);
        } else if (strncasecmp(l, "Lambda-Runtime-Aws-Request-Id: ", 31) == 0) {
            snprintf(r->id, sizeof r->id, "%s", l + 31);
        }
    }
    return l != NULL;
}

static int answer(int fd, int status, const char *more, const char *body) {
    char head[300];
    int n = snprintf(head, sizeof head, "HTTP/1.1 %d X\r\n%sContent-Length: %zu\r\n\r\n", status, more, strlen(body));
    return out(fd, head, (size_t)n) && out(fd, body, strlen(body));
}

static int failed(int fd, int status, const char *more) {
    char text[40];
    snprintf(text, sizeof text, "status\n %d", status);
    return answer(fd, status, more, text);
}

static void shared(const char *name, const char *text, const char *mode) {
    char path[200];
    snprintf(path, sizeof path, "/shared/%s", name);
    FILE *file = fopen(path, mode);
    if (file != NULL) {
        fputs(text, file);
        fclose(file);
    }
}

static int is_there(const char *name) {
    char path[200];
    struct stat s;
    snprintf(path, sizeof path, "/shared/%s", name);
    return stat(path, &s) == 0;
}

static void hog(void) {
    while (1) {
        char *memory = malloc(1 << 20);
        if (memory == NULL) {
            _exit(1);
        }
        memset(memory, 1, 1 << 20);
    }
}

/* What is not an answer. */
static void act(const char *command) {
    char one[200] = "", two[200] = "";
    if (sscanf(command, "began %199s", one) == 1) {
        shared(one, "", "w");
    } else if (sscanf(command, "note %198s %198[^;]", one, two) == 2) {
        strcat(two, "\n");
        shared(one, two, "a");
    } else if (sscanf(command, "await %199s", one) == 1) {
        while (!is_there(one)) {
            usleep(10000);
        }
    } else if (sscanf(command, "sleep %199s", one) == 1) {
        usleep((useconds_t)atoi(one) * 1000);
    } else if (sscanf(command, "burn %199s", one) == 1) {
        clock_t end = clock() + (clock_t)(atol(one) * (CLOCKS_PER_SEC / 1000));
        while (clock() < end) {
        }
    } else if (strncmp(command, "die", 3) == 0) {
        fprintf(stderr, "dying as asked\n");
        _exit(3);
    } else if (strncmp(command, "hog", 3) == 0) {
        hog();
    }
}

/* The status that commands come to, 0 for a broken answer; what else is to be said of it in more. */
static int obey(char *commands, int attempt, char *more, size_t size, int *head) {
    char *rest = NULL;
    *more = 0;
    for (char *c = strtok_r(commands + 1, ";", &rest); c != NULL; c = strtok_r(NULL, ";", &rest)) {
        int number, status, after;
        while (*c == ' ') {
            c++;
        }
        if (sscanf(c, "until %d %d", &number, &status) == 2) {
            if (attempt < number) {
                return status;
            }
        } else if (sscanf(c, "status %d", &status) == 1) {
            return status;
        } else if (sscanf(c, "after %d %d", &after, &status) == 2) {
            snprintf(more, size, "Retry-After: %d\r\n", after);
            return status;
        } else if (strncmp(c, "head", 4) == 0) {
            *head = 1;
            return 200;
        } else if (strncmp(c, "half", 4) == 0) {
            return 0;
        } else {
            act(c);
        }
    }
    return 200;
}

static int gather(struct connection *c, long length, char *into) {
    for (long n = 0; n < length;) {
        if (c->start == c->end && !fill(c)) {
            return 0;
        }
        into[n++] = c->buffer[c->start++];
    }
    into[length] = 0;
    return 1;
}

static int echo(struct connection *c, long length) {
    char head[100];
    int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %ld\r\n\r\n", length);
    if (!out(c->fd, head, (size_t)n)) {
        return 0;
    }
    while (length > 0) {
        if (c->start == c->end && !fill(c)) {
            return 0;
        }
        size_t size = c->end - c->start;
        if (!out(c->fd, c->buffer + c->start, size)) {
            return 0;
        }
        c->start += size;
        length -= (long)size;
    }
    return 1;
}

static int serve(struct connection *c) {
    struct request r;
    char commands[MOST_COMMANDS + 1], more[100];
    int head = 0;
    if (!read_head(c, &r)) {
        return 0;
    }
    if (r.length > 0 && c->start == c->end && !fill(c)) {
        return 0;
    }
    if (r.length == 0 || r.length > MOST_COMMANDS || c->buffer[c->start] != '!') {
        return echo(c, r.length);
    }
    if (!gather(c, r.length, commands)) {
        return 0;
    }
    int status = obey(commands, r.attempt, more, sizeof more, &head);
    if (status == 0) {
        out(c->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", 51);
        return 0;
    }
    return status == 200 ? answer(c->fd, 200, "", head ? r.head : "done") : failed(c->fd, status, more);
}

static void *work(void *of) {
    struct connection *c = of;
    while (serve(c)) {
    }
    close(c->fd);
    free(c);
    return NULL;
}

static void accept_all(int listener) {
    while (1) {
        struct connection *c = calloc(1, sizeof *c);
        pthread_t thread;
        c->fd = accept(listener, NULL, NULL);
        pthread_create(&thread, NULL, work, c);
        pthread_detach(thread);
    }
}

static int tcp(int port, int connects) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int failure = connects ? connect(fd, (void *)&at, sizeof at) : bind(fd, (void *)&at, sizeof at) || listen(fd, 512);
    if (failure) {
        perror("socket");
        _exit(1);
    }
    return fd;
}

static int fn(void) {
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "/tmp/iofs/phony.sock"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(fd, (void *)&at, sizeof at) || listen(fd, 10) || chmod(at.sun_path, 0666) || symlink("phony.sock", "/tmp/iofs/lsnr.sock")) {
        perror("fn");
        _exit(1);
    }
    return fd;
}

static void post(struct connection *c, const char *id, const char *what, const char *body) {
    char head[300];
    struct request r;
    char reply[1000];
    int n = snprintf(head, sizeof head, "POST /2018-06-01/runtime/invocation/%s/%s HTTP/1.1\r\nHost: l\r\nContent-Length: %zu\r\n\r\n", id, what, strlen(body));
    if (!out(c->fd, head, (size_t)n) || !out(c->fd, body, strlen(body)) || !read_head(c, &r) || !gather(c, r.length, reply)) {
        _exit(1);
    }
}

static void lambda(struct connection *c) {
    static char event[8 << 20], result[8 << 20], more[100];
    for (int number = 1;; number++) {
        struct request r;
        int head = 0, status = 200;
        const char *next = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: l\r\n\r\n";
        if (!out(c->fd, next, strlen(next)) || !read_head(c, &r) || !gather(c, r.length, event)) {
            _exit(1);
        }
        snprintf(result, sizeof result, "{\"id\":\"%s\",\"event\":%s}", r.id, event);
        if (event[0] == '!') {
            status = obey(event, number, more, sizeof more, &head);
            snprintf(result, sizeof result, "{\"id\":\"%s\"}", r.id);
        }
        if (status == 200) {
            post(c, r.id, "response", result);
        } else {
            post(c, r.id, "error", "{\"errorMessage\":\"it broke\",\"errorType\":\"Broken\"}");
        }
    }
}

int main(int argc, char **argv) {
    const char *contract = argc > 1 ? argv[1] : "http";
    if (strcmp(contract, "lambda") == 0) {
        struct connection *c = calloc(1, sizeof *c);
        c->fd = tcp(9001, 1);
        lambda(c);
    }
    accept_all(strcmp(contract, "fn") == 0 ? fn() : tcp(atoi(getenv("PORT")), 0));
}
