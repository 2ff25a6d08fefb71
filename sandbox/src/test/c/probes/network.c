/* Sockets: what can be opened, and who can be reached. Words of the test: "tcp:PORT", "abstract:NAME", "path:PATH". */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "probe.h"

PROBE(raw_sockets) {
    static const struct {
        int family, type, protocol;
    } tries[] = {{AF_INET, SOCK_RAW, IPPROTO_ICMP},  {AF_INET, SOCK_RAW, IPPROTO_RAW}, {AF_INET6, SOCK_RAW, IPPROTO_TCP},
                 {AF_PACKET, SOCK_RAW, 0x300},       {AF_PACKET, SOCK_DGRAM, 0x300},   {AF_INET, SOCK_PACKET, 0x300},
                 {AF_INET, SOCK_STREAM, 132},        {AF_INET, SOCK_SEQPACKET, 132},   {AF_INET, SOCK_DGRAM, 136}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (socket(tries[i].family, tries[i].type, tries[i].protocol) >= 0) {
            return how("socket(%d, %d, %d)", tries[i].family, tries[i].type, tries[i].protocol);
        }
    }
    return DENIED;
}

PROBE(other_families) {
    for (int family = 0; family < 64; family++) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK) {
            continue;
        }
        for (int type = 1; type < 11; type++) {
            if (socket(family, type, 0) >= 0) {
                return how("a socket of family %d and type %d", family, type);
            }
        }
        int pair[2];
        if (socketpair(family, SOCK_STREAM, 0, pair) == 0) {
            return how("a socket pair of family %d", family);
        }
    }
    return DENIED;
}

PROBE(vsock) {
    int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
    struct sockaddr_vm host = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 1024};
    if (fd >= 0) {
        return connect(fd, (struct sockaddr *)&host, sizeof host) == 0 ? "talked to the hypervisor" : "an AF_VSOCK socket";
    }
    return opens("/dev/vsock", O_RDONLY) ? "/dev/vsock" : DENIED;
}

PROBE(netlink_families) {
    for (int protocol = 1; protocol < 32; protocol++) {
        if (socket(AF_NETLINK, SOCK_RAW, protocol) >= 0) {
            return how("netlink protocol %d", protocol);
        }
    }
    return DENIED;
}

static const char *change_by_netlink(int fd, int type, const char *what) {
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
        struct rtattr name;
        char text[8];
        struct rtattr info;
        struct rtattr kind;
        char dummy[8];
    } request = {
        .header = {sizeof request, (unsigned short)type, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 1, 0},
        .link = {.ifi_family = AF_UNSPEC, .ifi_index = type == RTM_NEWLINK ? 0 : 1, .ifi_change = IFF_UP},
        .name = {sizeof(struct rtattr) + 8, IFLA_IFNAME},
        .text = "probe0",
        .info = {2 * sizeof(struct rtattr) + 8, IFLA_LINKINFO},
        .kind = {sizeof(struct rtattr) + 8, IFLA_INFO_KIND},
        .dummy = "dummy"};
    char answer[1024];
    if (send(fd, &request, sizeof request, 0) < 0 || recv(fd, answer, sizeof answer, 0) < (ssize_t)sizeof(struct nlmsghdr)) {
        return DENIED;
    }
    struct nlmsgerr *error = NLMSG_DATA((struct nlmsghdr *)(void *)answer);
    return error->error == 0 ? what : DENIED;
}

PROBE(change_the_network) {
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (fd >= 0) {
        const char *made = change_by_netlink(fd, RTM_NEWLINK, "made an interface");
        if (made == DENIED) {
            made = change_by_netlink(fd, RTM_DELLINK, "removed an interface");
        }
        if (made != DENIED) {
            return made;
        }
    }
    int inet = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq down = {.ifr_name = "lo"};
    if (inet >= 0 && ioctl(inet, SIOCSIFFLAGS, &down) == 0) {
        return "took the loopback down";
    }
    return opens("/dev/net/tun", O_RDWR) ? "/dev/net/tun" : DENIED;
}

PROBE(interfaces) {
    struct if_nameindex *names = if_nameindex();
    for (struct if_nameindex *i = names; i != NULL && i->if_index != 0; i++) {
        if (strcmp(i->if_name, "lo") != 0) {
            return how("there is an interface %s", i->if_name);
        }
    }
    return DENIED;
}

static int reaches(int family, struct sockaddr *address, socklen_t size) {
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return 0;
    }
    int result = connect(fd, address, size);
    if (result != 0 && errno == EINPROGRESS) {
        struct pollfd out = {fd, POLLOUT, 0};
        int error = 0;
        socklen_t length = sizeof error;
        /* On loopback all is decided at once; a wait that lasts means that a packet has left. */
        result = poll(&out, 1, 300) == 0 ? 0 : getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0;
    }
    close(fd);
    return result == 0;
}

static int reaches_ipv4(const char *host, int port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    inet_pton(AF_INET, host, &to.sin_addr);
    return reaches(AF_INET, (struct sockaddr *)&to, sizeof to);
}

static int reaches_unix(const char *name, int abstract) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path + abstract, sizeof to.sun_path - 1, "%s", name);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)abstract + strlen(name));
    int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    for (int i = 0; i < 3; i++) {
        int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, (struct sockaddr *)&to, size) == 0) {
            return 1;
        }
        close(fd);
    }
    return 0;
}

PROBE(reach_the_host) {
    static const char *const hosts[] = {"127.0.0.1", "127.0.1.1", "0.0.0.0"};
    for (char **word = probe_words; *word != NULL; word++) {
        int port = 0;
        if (sscanf(*word, "tcp:%d", &port) == 1) {
            for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
                if (reaches_ipv4(hosts[i], port)) {
                    return how("reached %s on %s", *word, hosts[i]);
                }
            }
        } else if (strncmp(*word, "abstract:", 9) == 0 && reaches_unix(*word + 9, 1)) {
            return how("reached %s", *word);
        } else if (strncmp(*word, "path:", 5) == 0 && (reaches_unix(*word + 5, 0) || opens(*word + 5, O_RDONLY))) {
            return how("reached %s", *word);
        }
    }
    return DENIED;
}

PROBE(reach_the_world) {
    static const char *const hosts[] = {"169.254.169.254", "10.0.0.1", "172.17.0.1", "192.168.0.1", "1.1.1.1", "100.100.100.200"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (reaches_ipv4(hosts[i], 80)) {
            return how("a packet to %s left", hosts[i]);
        }
    }
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int yes = 1;
    struct sockaddr_in all = {.sin_family = AF_INET, .sin_port = htons(67), .sin_addr = {INADDR_BROADCAST}};
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
    return fd >= 0 && sendto(fd, "x", 1, 0, (struct sockaddr *)&all, sizeof all) > 0 ? "broadcast" : DENIED;
}

/* Every abstract name of the host would be in here if its network namespace were shared. */
PROBE(foreign_unix_sockets) {
    static char text[1 << 16];
    if (slurp("/proc/net/unix", text, sizeof text) <= 0) {
        return DENIED;
    }
    char *first = strchr(text, '\n');
    return first != NULL && strchr(first + 1, '@') != NULL ? "abstract sockets of others are visible" : DENIED;
}
