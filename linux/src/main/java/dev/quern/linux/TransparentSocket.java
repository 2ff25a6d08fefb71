package dev.quern.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * A listening socket that takes connections to addresses that are not its own (IP_TRANSPARENT in ip(7),
 * Documentation/networking/tproxy.rst): where one was to go is the local address of what it accepts.
 */
public final class TransparentSocket {
    private static final int SOL_IP = 0;
    private static final int IP_TRANSPARENT = 19;
    private static final MethodHandle SETSOCKOPT =
            Downcall.of("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final Field FD = field();

    private TransparentSocket() {}

    /** In the network of the thread that asks, which needs CAP_NET_ADMIN there. */
    public static ServerSocketChannel listen(InetSocketAddress address, int backlog) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            makeTransparent(FD.getInt(channel));
            return channel.bind(address, backlog);
        } catch (IllegalAccessException e) {
            channel.close();
            throw closed(e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void makeTransparent(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment one = arena.allocate(4, 4);
            one.set(JAVA_INT, 0, 1);
            Downcall.check(
                    "setsockopt", (int) SETSOCKOPT.invokeExact(state, fd, SOL_IP, IP_TRANSPARENT, one, 4), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    private static Field field() {
        try {
            Field field = Class.forName("sun.nio.ch.ServerSocketChannelImpl").getDeclaredField("fdVal");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(e);
        }
    }

    private static IllegalStateException closed(Exception e) {
        return new IllegalStateException("started without --add-opens java.base/sun.nio.ch=ALL-UNNAMED", e);
    }
}
