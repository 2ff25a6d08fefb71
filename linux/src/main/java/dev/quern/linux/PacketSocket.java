package dev.quern.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a unix SEQPACKET pair: whole messages in order, descriptors with them. One receiving
 * thread at a time; any number of sending ones.
 */
public final class PacketSocket implements AutoCloseable {
    private final Fd fd;
    private final Readiness ready;
    private volatile int peerPid;

    private PacketSocket(Fd fd) {
        this.fd = fd;
        this.ready = new Readiness(fd);
    }

    /** Two connected ends, close-on-exec. */
    public static PacketSocket[] pair() {
        int[] ends = SocketCalls.pair();
        return new PacketSocket[] {new PacketSocket(new Fd(ends[0])), new PacketSocket(new Fd(ends[1]))};
    }

    /** Makes {@link #peerPid} known from the next packet on. */
    public PacketSocket withCredentials() {
        SocketCalls.passCredentials(fd.number());
        return this;
    }

    /** The process that sent the last packet, as the kernel says; 0 before the first. */
    public int peerPid() {
        return peerPid;
    }

    /**
     * Sends one packet; waits while the peer's buffer is full.
     *
     * @param packet a direct buffer, not advanced
     * @throws LinuxException EPIPE when the peer is gone, EMSGSIZE when the packet is too large, EBADF
     *     after {@link #close}
     */
    public void send(ByteBuffer packet, List<Fd> fds) {
        int number = fd.acquire();
        int[] numbers = new int[fds.size()];
        int acquired = 0;
        try {
            for (; acquired < numbers.length; acquired++) {
                numbers[acquired] = fds.get(acquired).acquire();
            }
            MemorySegment segment = MemorySegment.ofBuffer(packet);
            int r = SocketCalls.send(number, segment, numbers);
            if (r == -Errno.EAGAIN) {
                r = sendWhenWritable(segment, numbers);
            }
            if (r < 0) {
                throw new LinuxException("sendmsg", -r, "");
            }
        } finally {
            for (int i = 0; i < acquired; i++) {
                fds.get(i).release();
            }
            fd.release();
        }
    }

    /** A descriptor of its own for each waiting sender: the receiver waits on the first one meanwhile. */
    private int sendWhenWritable(MemorySegment segment, int[] numbers) {
        Fd own = fd.duplicate();
        int number = own.acquire();
        try (Readiness writable = new Readiness(own)) {
            int r;
            while ((r = SocketCalls.send(number, segment, numbers)) == -Errno.EAGAIN && !fd.isClosed()) {
                writable.await(Poller.WRITABLE, 0);
            }
            return r;
        } finally {
            own.release();
        }
    }

    /** As {@link #receive(ByteBuffer, long, List)}; descriptors that come along are closed. */
    public int receive(ByteBuffer into, long deadline) {
        List<Fd> fds = new ArrayList<>();
        try {
            return receive(into, deadline, fds);
        } finally {
            fds.forEach(Fd::close);
        }
    }

    /**
     * Waits for a packet and puts it into {@code into}.
     *
     * @param into a direct buffer, advanced
     * @param deadline of {@link System#nanoTime}, 0 for none; one that has passed only looks
     * @param fds gets the descriptors that came along, the caller's to close
     * @return the packet's length, -1 when the peer is gone, 0 when the deadline came first
     * @throws LinuxException EMSGSIZE for a packet larger than the room, EBADF after {@link #close}
     */
    public int receive(ByteBuffer into, long deadline, List<Fd> fds) {
        MemorySegment segment = MemorySegment.ofBuffer(into);
        int number = fd.acquire();
        try {
            while (true) {
                SocketCalls.Received got = SocketCalls.receive(number, segment, fds);
                if (got.length() > 0) {
                    peerPid = got.pid();
                    into.position(into.position() + got.length());
                    return got.length();
                }
                if (got.length() == 0 || got.length() == -Errno.ECONNRESET) {
                    return -1;
                }
                if (got.length() != -Errno.EAGAIN && got.length() != -Errno.EINTR) {
                    throw new LinuxException("recvmsg", -got.length(), "");
                }
                if (!ready.await(Poller.READABLE, deadline)) {
                    return 0;
                }
                if (fd.isClosed()) {
                    throw new LinuxException("recvmsg", Errno.EBADF, "");
                }
            }
        } finally {
            fd.release();
        }
    }

    /**
     * Waits on this very thread, in the kernel, until a packet or the end is there to be received: for
     * waits so short that waking another thread would cost more than this one. A virtual thread holds its
     * carrier meanwhile.
     *
     * @return false when {@code limit}, a whole number of milliseconds, passed first
     */
    public boolean awaitReadableHere(Duration limit) {
        int number = fd.acquire();
        try {
            return FileCalls.awaitReadable(number, (int) limit.toMillis());
        } finally {
            fd.release();
        }
    }

    /**
     * Calls back once, on the poller's thread, when a packet or the end is there to be received, or
     * {@link #close} was called. Not while a thread waits in {@link #receive}.
     */
    public void onReadable(Runnable callback) {
        fd.acquire();
        try {
            ready.listen(Poller.READABLE, callback);
        } finally {
            fd.release();
        }
    }

    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        ready.close();
    }
}
