package dev.quern.node.egress;

import dev.quern.core.function.Egress;
import dev.quern.linux.TransparentSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * The node's sockets in a sandbox's network. Every address there is local to it, so that all connections begin on its
 * loopback, where a rule leads them to the first of these sockets. Nothing is connected to anything outside, and all of
 * it is gone with the network.
 */
record InnerSockets(ServerSocketChannel connections, DatagramChannel questions) implements AutoCloseable {
    /** Above the ports programs choose from, and well below those that are asked for. */
    private static final int PORT = 61053;

    private static final int DNS = 53;
    private static final int BACKLOG = 128;

    /** On a thread in the sandbox's network, before anything of the function runs there. */
    static InnerSockets open(Tools tools, Egress egress) throws IOException {
        tools.run("", "ip", "-4", "route", "add", "local", "default", "dev", "lo", "src", "127.0.0.1");
        tools.run(rules(egress), "nft", "-f", "-");
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        ServerSocketChannel connections = TransparentSocket.listen(new InetSocketAddress(loopback, PORT), BACKLOG);
        try {
            connections.configureBlocking(false);
            DatagramChannel questions = DatagramChannel.open(StandardProtocolFamily.INET);
            try {
                questions.configureBlocking(false);
                questions.bind(new InetSocketAddress(loopback, DNS));
                return new InnerSockets(connections, questions);
            } catch (IOException | RuntimeException e) {
                questions.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /**
     * Ports that are not listed, and all but TCP, are refused by the kernel, where a program sees it best: a datagram
     * before its source is looked at, since programs may bind any address here.
     */
    private static String rules(Egress egress) {
        String ports = egress.ports().stream()
                .sorted()
                .map(String::valueOf)
                .reduce((a, b) -> a + ", " + b)
                .map(listed -> "tcp dport != { " + listed + " } reject with tcp reset")
                .orElse("");
        return """
                table ip quern {
                    chain out {
                        type filter hook output priority filter
                        ip daddr 127.0.0.0/8 accept
                        meta l4proto != tcp reject with icmp type admin-prohibited
                        ip saddr != 127.0.0.0/8 accept
                        %s
                    }
                    chain in {
                        type filter hook prerouting priority mangle
                        ip daddr 127.0.0.0/8 accept
                        meta l4proto tcp tproxy to 127.0.0.1:%d accept
                        drop
                    }
                }
                """.formatted(ports, PORT);
    }

    @Override
    public void close() throws IOException {
        connections.close();
        questions.close();
    }
}
