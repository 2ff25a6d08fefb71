/*
 * A server to test with: HTTP/1.1, a thread for each connection, kept alive. What it does is the path's first part.
 *
 *   /echo           the body, with the length it came with, or in chunks
 *   /head           the request's head as text
 *   /status/N       an empty answer with that status
 *   /bytes/N        N bytes of 'x' in chunks
 *   /sleep/MS       answers "slept" after that long
 *   /burn/MS        answers "burnt" after so much processor time
 *   /raw/TEXT       TEXT, in which %XX are bytes, and then closes the connection
 *   /half           a length of 100 and ten bytes, and then closes the connection
 *   /quiet          reads the request and closes the connection without an answer
 *   /trailer        one chunk and a trailer
 *   /pid            the process id in decimal
 *   /die            ends the process with 3
 *   /early          answers at once, and reads nothing of the body
 *   /upgrade        101, and then echoes whatever comes
 *   /websocket      WebSocket: echoes short messages
 *   /events         one server-sent event, and nothing more until the client goes away
 *   /env/NAME       the variable's value, or 404
 *   /stdin          "end" if its standard input has ended
 *   /handler, /uop, /health  what functions of UFOP have: as /head, as /echo, an empty answer
 *
 * Argument 1: milliseconds before it listens. Argument 2: the address, 127.0.0.1 without it; ::1 is known.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct connection {
    int fd;
    char buffer[65536];
    size_t start, end;
};

static int fill(struct connection *c) {
    if (c->start == c->end) {
        c->start = c->end = 0;
    } else if (c->end == sizeof c->buffer) {
        memmove(c->buffer, c->buffer + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    ssize_t n = read(c->fd, c->buffer + c->end, sizeof c->buffer - c->end);
    if (n > 0) {
        c->end += (size_t)n;
    }
    return n > 0;
}

static int out(int fd, const void *data, size_t size) {
    const char *p = data;
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

static int text(int fd, const char *s) { return out(fd, s, strlen(s)); }

static int answer(int fd, int status, const void *body, size_t size) {
    char head[200];
    int n = snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", status, size);
    return out(fd, head, (size_t)n) && out(fd, body, size);
}

/* One line without its end; NULL at the connection's end. */
static char *line(struct connection *c) {
    while (1) {
        char *from = c->buffer + c->start;
        char *end = memchr(from, '\n', c->end - c->start);
        if (end != NULL) {
            c->start = (size_t)(end + 1 - c->buffer);
            *end = 0;
            if (end > from && end[-1] == '\r') {
                end[-1] = 0;
            }
            return from;
        }
        if (!fill(c)) {
            return NULL;
        }
    }
}

/* Copies size bytes of the body to fd, or drops them for -1. */
static int pass(struct connection *c, size_t size, int fd) {
    while (size > 0) {
        if (c->start == c->end && !fill(c)) {
            return 0;
        }
        size_t n = c->end - c->start < size ? c->end - c->start : size;
        if (fd >= 0 && !out(fd, c->buffer + c->start, n)) {
            return 0;
        }
        c->start += n;
        size -= n;
    }
    return 1;
}

static int chunk(struct connection *c, int fd, size_t *size) {
    char *l = line(c);
    if (l == NULL) {
        return 0;
    }
    *size = strtoul(l, NULL, 16);
    if (fd >= 0 && *size > 0) {
        char head[32];
        if (!out(fd, head, (size_t)snprintf(head, sizeof head, "%zx\r\n", *size))) {
            return 0;
        }
    }
    return pass(c, *size, fd) && line(c) != NULL && (fd < 0 || *size == 0 || text(fd, "\r\n"));
}

static int body(struct connection *c, long length, int fd) {
    if (length >= 0) {
        return pass(c, (size_t)length, fd);
    }
    size_t size = 1;
    while (size > 0) {
        if (!chunk(c, fd, &size)) {
            return 0;
        }
    }
    return fd < 0 || text(fd, "0\r\n\r\n");
}

static int bytes(int fd, long left) {
    char piece[16384], head[32];
    memset(piece, 'x', sizeof piece);
    if (!text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
        return 0;
    }
    while (left > 0) {
        size_t n = left < (long)sizeof piece ? (size_t)left : sizeof piece;
        if (!out(fd, head, (size_t)snprintf(head, sizeof head, "%zx\r\n", n)) || !out(fd, piece, n) || !text(fd, "\r\n")) {
            return 0;
        }
        left -= (long)n;
    }
    return text(fd, "0\r\n\r\n");
}

static void raw(int fd, const char *p) {
    for (; *p != 0 && *p != ' '; p++) {
        unsigned int value;
        char b = *p;
        if (b == '%' && sscanf(p + 1, "%2x", &value) == 1) {
            b = (char)value;
            p += 2;
        }
        out(fd, &b, 1);
    }
}

#include "websocket.h"

/* 0 when the connection is to be closed. */
static int serve(struct connection *c) {
    char request[8192], head[32768], copy[64], accept[29] = "";
    char *l = line(c);
    if (l == NULL) {
        return 0;
    }
    snprintf(request, sizeof request, "%s", l);
    size_t headed = (size_t)snprintf(head, sizeof head, "%s\n", l);
    long length = 0;
    while ((l = line(c)) != NULL && *l != 0) {
        headed += (size_t)snprintf(head + headed, sizeof head - headed, "%s\n", l);
        if (strncasecmp(l, "Content-Length:", 15) == 0) {
            length = atol(l + 15);
        } else if (strcasecmp(l, "Transfer-Encoding: chunked") == 0) {
            length = -1;
        } else if (strncasecmp(l, "Sec-WebSocket-Key: ", 19) == 0) {
            acceptance(l + 19, accept);
        }
    }
    char *path = strchr(request, ' ');
    if (l == NULL || path == NULL) {
        return 0;
    }
    path++;
    const char *argument = strchr(path + 1, '/') != NULL ? strchr(path + 1, '/') + 1 : "";
    if (strncmp(path, "/echo", 5) == 0 || strncmp(path, "/uop", 4) == 0) {
        int n = length < 0 ? snprintf(copy, sizeof copy, "Transfer-Encoding: chunked") : snprintf(copy, sizeof copy, "Content-Length: %ld", length);
        return text(c->fd, "HTTP/1.1 200 OK\r\n") && out(c->fd, copy, (size_t)n) && text(c->fd, "\r\n\r\n") && body(c, length, c->fd);
    }
    if (strncmp(path, "/early", 6) == 0) {
        return answer(c->fd, 413, "no", 2) && body(c, length, -1);
    }
    if (strncmp(path, "/websocket", 10) == 0) {
        text(c->fd, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ");
        text(c->fd, accept);
        text(c->fd, "\r\n\r\n");
        echo_frames(c);
        return 0;
    }
    if (strncmp(path, "/upgrade", 8) == 0) {
        text(c->fd, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        while (c->start < c->end || fill(c)) {
            out(c->fd, c->buffer + c->start, c->end - c->start);
            c->start = c->end;
        }
        return 0;
    }
    if (!body(c, length, -1)) {
        return 0;
    }
    if (strncmp(path, "/burn/", 6) == 0) {
        clock_t end = clock() + (clock_t)(atol(argument) * (CLOCKS_PER_SEC / 1000));
        while (clock() < end) {
        }
        return answer(c->fd, 200, "burnt", 5);
    }
    if (strncmp(path, "/env/", 5) == 0) {
        const char *value = getenv(strtok(path + 5, " "));
        return value == NULL ? answer(c->fd, 404, "", 0) : answer(c->fd, 200, value, strlen(value));
    }
    if (strncmp(path, "/stdin", 6) == 0) {
        char byte;
        return answer(c->fd, 200, read(0, &byte, 1) == 0 ? "end" : "more", read(0, &byte, 1) == 0 ? 3 : 4);
    }
    if (strncmp(path, "/health", 7) == 0) {
        return answer(c->fd, 200, "", 0);
    }
    if (strncmp(path, "/head", 5) == 0 || strncmp(path, "/handler", 8) == 0) {
        return answer(c->fd, 200, head, strncmp(request, "HEAD", 4) == 0 ? 0 : headed);
    }
    if (strncmp(path, "/status/", 8) == 0) {
        return answer(c->fd, atoi(argument), "", 0);
    }
    if (strncmp(path, "/bytes/", 7) == 0) {
        return bytes(c->fd, atol(argument));
    }
    if (strncmp(path, "/sleep/", 7) == 0) {
        usleep((useconds_t)atoi(argument) * 1000);
        return answer(c->fd, 200, "slept", 5);
    }
    if (strncmp(path, "/trailer", 8) == 0) {
        return text(c->fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n");
    }
    if (strncmp(path, "/pid", 4) == 0) {
        return answer(c->fd, 200, copy, (size_t)snprintf(copy, sizeof copy, "%d", getpid()));
    }
    if (strncmp(path, "/events", 7) == 0) {
        /* One event, and no more until the client goes away. */
        text(c->fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
        while (fill(c)) {
        }
        return 0;
    }
    if (strncmp(path, "/half", 5) == 0) {
        text(c->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        return 0;
    }
    if (strncmp(path, "/raw/", 5) == 0) {
        raw(c->fd, argument);
        return 0;
    }
    if (strncmp(path, "/die", 4) == 0) {
        fprintf(stderr, "dying as asked\n");
        _exit(3);
    }
    return 0; /* /quiet */
}

static void *work(void *of) {
    struct connection *c = of;
    while (serve(c)) {
    }
    close(c->fd);
    free(c);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        usleep((useconds_t)atoi(argv[1]) * 1000);
    }
    int six = argc > 2 && strcmp(argv[2], "::1") == 0, one = 1;
    unsigned short port = (unsigned short)atoi(getenv("PORT"));
    int listener = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, six ? (void *)&v6 : (void *)&v4, six ? sizeof v6 : sizeof v4) != 0 || listen(listener, 512) != 0) {
        perror("bind");
        return 1;
    }
    while (1) {
        struct connection *c = calloc(1, sizeof *c);
        c->fd = accept(listener, NULL, NULL);
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        pthread_t thread;
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        pthread_attr_setstacksize(&attributes, 1 << 18);
        if (pthread_create(&thread, &attributes, work, c) != 0) {
            close(c->fd);
        }
    }
}
