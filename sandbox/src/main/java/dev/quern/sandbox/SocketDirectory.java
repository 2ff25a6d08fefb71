package dev.quern.sandbox;

import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import dev.quern.linux.MemoryMount;
import dev.quern.linux.PlaceFd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A directory of one sandbox where its function makes the unix sockets it listens on, and the way to them from here.
 *
 * <p>It is a file system of its own in memory, so small that nothing but sockets fits; what is written there counts
 * against the sandbox's memory. Whatever the function makes there, this process follows no link out of it and
 * connects to nothing but sockets. It is gone with its sandbox.
 */
public final class SocketDirectory implements AutoCloseable {
    /** In the sandbox. */
    public static final String TARGET = "/tmp/iofs";

    /** What is there leads out of the directory. */
    public static final class Outside extends IOException {
        private static final long serialVersionUID = 1;

        Outside(String message) {
            super(message);
        }
    }

    /** Somebody listens, and has more connections to accept than it takes. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1;

        Busy() {
            super("it does not accept connections");
        }
    }

    private static final long BYTES = 64 << 10;
    private static final int FILES = 32;
    private static final int ANYBODYS = 0777;

    private final Fd mount;
    /** Guarded by this. */
    private final Directory root;

    private boolean closed;

    private SocketDirectory(Fd mount, Directory root) {
        this.mount = mount;
        this.root = root;
    }

    /** @param uid and gid, on the machine, of the function's user */
    static SocketDirectory make(int uid, int gid) {
        Fd mount = MemoryMount.of(BYTES, FILES, uid, gid, ANYBODYS);
        try {
            return new SocketDirectory(mount, Directory.open(mount));
        } catch (LinuxException e) {
            mount.close();
            throw e;
        }
    }

    /** The mount, attached nowhere yet; the sandbox closes the descriptor once it has it. */
    Fd mount() {
        return mount;
    }

    /** Whether there is anything by this name, a link that leads nowhere included. */
    public synchronized boolean has(String name) {
        return !closed && root.status(name).isPresent();
    }

    /**
     * A connection, which does not wait for anybody to accept it.
     *
     * @throws IOException when what the name stands for is no socket, or nobody listens on it; the message says which
     */
    public SocketChannel connect(String name) throws IOException {
        try (PlaceFd place = place(name)) {
            if (!place.status().isSocket()) {
                throw new IOException(name + " is no socket");
            }
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                if (!channel.connect(UnixDomainSocketAddress.of(place.path()))) {
                    throw new Busy();
                }
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    private synchronized PlaceFd place(String name) throws IOException {
        if (closed) {
            throw new IOException("the sandbox has ended");
        }
        try {
            return root.place(name);
        } catch (LinuxException e) {
            if (e.is(Errno.EXDEV)) {
                throw new Outside(name + " is a link that leaves its directory");
            }
            throw new IOException(
                    switch (e.errno()) {
                        case Errno.ELOOP -> name + " is a link that leads to itself";
                        case Errno.ENOENT -> "there is no " + name;
                        default -> name + " cannot be reached";
                    },
                    e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        root.close();
        mount.close();
    }
}
