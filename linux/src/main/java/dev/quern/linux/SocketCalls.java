package dev.quern.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Unix SEQPACKET sockets and the descriptors that travel through them; layouts of a 64-bit kernel. */
final class SocketCalls {
    static final int MAX_FDS = 32;

    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final int MSGHDR = 56;
    private static final int CMSGHDR = 16;
    private static final int CONTROL = 256;

    private static final MethodHandle SOCKETPAIR =
            Downcall.of("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            Downcall.of("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
            Downcall.of("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
            Downcall.of("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private SocketCalls() {}

    static int[] pair() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment ends = arena.allocate(8, 4);
            int type = SOCK_SEQPACKET | FileCalls.O_CLOEXEC;
            Downcall.check("socketpair", (int) SOCKETPAIR.invokeExact(state, AF_UNIX, type, 0, ends), state, "");
            return new int[] {ends.get(JAVA_INT, 0), ends.get(JAVA_INT, 4)};
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Every packet received from now on tells its sender's process id. */
    static void passCredentials(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment one = arena.allocate(4, 4);
            one.set(JAVA_INT, 0, 1);
            Downcall.check(
                    "setsockopt", (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, SO_PASSCRED, one, 4), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** 0 or minus errno. */
    static int send(int fd, MemorySegment data, int... fds) {
        if (fds.length > MAX_FDS) {
            throw new IllegalArgumentException("more than " + MAX_FDS + " descriptors");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment control = arena.allocate(CONTROL, 8);
            MemorySegment header = header(arena, data, control, fds.length == 0 ? 0 : CMSGHDR + 4 * fds.length);
            if (fds.length > 0) {
                control.set(JAVA_LONG, 0, CMSGHDR + 4 * fds.length);
                control.set(JAVA_INT, 8, SOL_SOCKET);
                control.set(JAVA_INT, 12, SCM_RIGHTS);
                for (int i = 0; i < fds.length; i++) {
                    control.set(JAVA_INT, CMSGHDR + 4L * i, fds[i]);
                }
            }
            long n = (long) SENDMSG.invokeExact(state, fd, header, MSG_DONTWAIT | MSG_NOSIGNAL);
            return n < 0 ? -Downcall.errno(state) : 0;
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** What one packet brought; {@code length} is minus errno when there was none, 0 at the end. */
    record Received(int length, int pid) {}

    /** @param fds gets the descriptors that came along */
    static Received receive(int fd, MemorySegment into, List<Fd> fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment control = arena.allocate(CONTROL, 8);
            MemorySegment header = header(arena, into, control, CONTROL);
            long n = (long) RECVMSG.invokeExact(state, fd, header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            if (n < 0) {
                return new Received(-Downcall.errno(state), 0);
            }
            int pid = readControl(control, header.get(JAVA_LONG, 40), fds);
            if ((header.get(JAVA_INT, 48) & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
                return new Received(-Errno.EMSGSIZE, pid);
            }
            return new Received((int) n, pid);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** The sender's pid, 0 if untold. */
    private static int readControl(MemorySegment control, long length, List<Fd> fds) {
        int pid = 0;
        for (long at = 0; at + CMSGHDR <= length; ) {
            long size = control.get(JAVA_LONG, at);
            if (size < CMSGHDR || at + size > length) {
                break;
            }
            int type = control.get(JAVA_INT, at + 12);
            if (type == SCM_CREDENTIALS) {
                pid = control.get(JAVA_INT, at + CMSGHDR);
            } else if (type == SCM_RIGHTS) {
                for (long i = at + CMSGHDR; i + 4 <= at + size; i += 4) {
                    fds.add(new Fd(control.get(JAVA_INT, i)));
                }
            }
            at += (size + 7) & ~7L;
        }
        return pid;
    }

    private static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control, long controlLength) {
        MemorySegment iovec = arena.allocate(16, 8);
        iovec.set(ADDRESS, 0, data);
        iovec.set(JAVA_LONG, 8, data.byteSize());
        MemorySegment header = arena.allocate(MSGHDR, 8);
        header.set(ADDRESS, 16, iovec);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, controlLength);
        return header;
    }
}
