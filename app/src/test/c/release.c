/*
 * A server whose environment decides what it answers: NAME is the body, STATUS the status, SLOW_MS a pause before it.
 * HTTP/1.1 without bodies in requests, a thread for each connection, kept alive.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value ? value : otherwise;
}

static void *serve(void *argument) {
    int fd = (int)(intptr_t)argument;
    const char *name = setting("NAME", "none");
    char answer[512];
    int length = snprintf(answer, sizeof answer, "HTTP/1.1 %s OK\r\nContent-Length: %zu\r\n\r\n%s",
        setting("STATUS", "200"), strlen(name), name);
    char head[65536];
    size_t have = 0;
    ssize_t n;
    while ((n = read(fd, head + have, sizeof head - 1 - have)) > 0) {
        have += (size_t)n;
        head[have] = 0;
        char *end;
        while ((end = strstr(head, "\r\n\r\n")) != NULL) {
            usleep((useconds_t)atoi(setting("SLOW_MS", "0")) * 1000);
            if (send(fd, answer, (size_t)length, MSG_NOSIGNAL) != length) {
                close(fd);
                return NULL;
            }
            have -= (size_t)(end + 4 - head);
            memmove(head, end + 4, have + 1);
        }
    }
    close(fd);
    return NULL;
}

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)atoi(setting("PORT", "8080")));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 512)) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_t thread;
        if (fd >= 0) {
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) == 0) {
                pthread_detach(thread);
            } else {
                close(fd);
            }
        }
    }
}
