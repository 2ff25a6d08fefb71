package dev.quern.node.egress;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Egress;
import dev.quern.linux.LinuxException;
import dev.quern.node.share.Holder;
import dev.quern.node.share.Shares;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ways out of this node's sandboxes. Why so: docs/decisions/018-egress.md. */
public final class Exits implements AutoCloseable {
    private final EgressSettings settings;
    private final Tools tools = new Tools();
    private final Destinations destinations;
    private final Lookups lookups;
    private final EgressLoop loop;
    private final Set<Exit> exits = ConcurrentHashMap.newKeySet();
    private final Map<String, Meter> meters = new ConcurrentHashMap<>();
    private final Shares connections;

    public Exits(EgressSettings settings) {
        this.settings = settings;
        this.destinations = new Destinations(settings.denied());
        this.lookups = new Lookups(settings.names());
        this.connections = new Shares(settings.inAll());
        this.loop = new EgressLoop(this::expire);
        loop.start();
    }

    /** What the machine lacks to let anybody out; empty when nothing. */
    public Optional<String> lack() {
        return tools.lack();
    }

    /**
     * Lets a sandbox out, as far as {@code egress} says, until it is gone.
     *
     * @param holder whose connections and look-ups they are, and what its traffic is counted for
     * @throws QuernException unsupported when the machine cannot
     */
    public void open(Sandbox sandbox, Egress egress, Holder holder) {
        InnerSockets sockets = sockets(sandbox, egress);
        Meter meter = meters.computeIfAbsent(holder.version(), Meter::new);
        Exit exit = new Exit(
                loop, settings, lookups, new Gate(egress, destinations), meter, connections.of(holder), sockets);
        exits.add(exit);
        loop.execute(exit::open);
        sandbox.onGone(() -> {
            exits.remove(exit);
            close(sockets);
            loop.execute(exit::close);
        });
    }

    private InnerSockets sockets(Sandbox sandbox, Egress egress) {
        tools.lack().ifPresent(lack -> {
            throw unsupported("it lacks " + lack, null);
        });
        try {
            return sandbox.inNetwork(() -> InnerSockets.open(tools, egress));
        } catch (IOException | LinuxException e) {
            throw unsupported(String.valueOf(e.getMessage()), e);
        }
    }

    private static void close(InnerSockets sockets) {
        try {
            sockets.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a version's functions did outside, as far as any ever tried. */
    public Optional<EgressCount> count(String version) {
        return Optional.ofNullable(meters.get(version)).map(Meter::count);
    }

    /** Connections there are now. */
    public int connections() {
        return Math.toIntExact(connections.used());
    }

    private void expire() {
        long now = System.nanoTime();
        exits.forEach(exit -> exit.expire(now));
    }

    private static QuernException unsupported(String why, @Nullable Exception cause) {
        return new QuernException(
                ErrorCode.UNSUPPORTED,
                "This node cannot let functions out of their sandboxes: " + why,
                "Run 'quern doctor' on it.",
                cause);
    }

    @Override
    public void close() {
        lookups.close();
        loop.close();
    }
}
