package dev.quern.node.egress;

import dev.quern.core.function.Egress;
import dev.quern.node.share.Share;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way out of one sandbox: what comes to its two sockets, and the connections there are. Used by the loop's thread. */
final class Exit {
    private static final Logger LOG = LoggerFactory.getLogger(Exit.class);
    private static final int LOOKUPS_AT_ONCE = 4;
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private final EgressLoop loop;
    private final EgressSettings settings;
    private final Lookups lookups;
    private final Gate gate;
    private final Meter meter;
    private final Share share;
    private final ServerSocketChannel connections;
    private final DatagramChannel questions;
    private final Set<Relay> relays = new HashSet<>();
    private @Nullable SelectionKey accepting;
    private int asking;
    private boolean closed;

    /** @param share of the connections of all sandboxes */
    Exit(
            EgressLoop loop,
            EgressSettings settings,
            Lookups lookups,
            Gate gate,
            Meter meter,
            Share share,
            InnerSockets sockets) {
        this.loop = loop;
        this.settings = settings;
        this.lookups = lookups;
        this.gate = gate;
        this.meter = meter;
        this.share = share;
        this.connections = sockets.connections();
        this.questions = sockets.questions();
    }

    void open() {
        if (closed) {
            return;
        }
        try {
            accepting = loop.register(connections, SelectionKey.OP_ACCEPT, this::accept);
            loop.register(questions, SelectionKey.OP_READ, this::ask);
        } catch (IOException e) {
            LOG.debug("a sandbox ended before it could be let out: {}", e.getMessage());
        }
    }

    private void accept(SelectionKey key) {
        SocketChannel inside;
        try {
            inside = connections.accept();
        } catch (IOException e) {
            // No descriptor is left, for a while; asking at once again would keep the thread busy with that.
            LOG.warn("a function's connection cannot be taken: {}", e.getMessage());
            key.interestOps(0);
            return;
        }
        if (inside == null) {
            return;
        }
        try {
            inside.configureBlocking(false);
            admit(inside);
        } catch (IOException e) {
            // No descriptor is left for the other side, or the function has gone already.
            refuse(inside);
        }
    }

    private void admit(SocketChannel inside) throws IOException {
        // The address it was to go to, see TransparentSocket.
        InetSocketAddress wanted = (InetSocketAddress) inside.getLocalAddress();
        switch (gate.decide(wanted.getAddress(), wanted.getPort(), System.nanoTime())) {
            case Gate.Allowed _ -> relay(inside).ifPresent(relay -> relay.connect(wanted));
            case Gate.Refused _ -> refuse(inside);
            case Gate.Ask ask -> relay(inside).ifPresent(relay -> askAgain(relay, wanted, ask.name()));
        }
    }

    private void refuse(SocketChannel inside) {
        meter.refused.increment();
        Relay.reset(inside, true);
    }

    /** Empty when the sandbox or its version has as many as it may; the connection is refused then. */
    private Optional<Relay> relay(SocketChannel inside) throws IOException {
        if (relays.size() >= settings.perSandbox() || !share.take(1)) {
            meter.full("connections");
            refuse(inside);
            return Optional.empty();
        }
        Relay[] self = new Relay[1];
        try {
            self[0] = new Relay(loop, inside, meter, () -> {
                relays.remove(self[0]);
                share.giveBack(1);
            });
        } catch (IOException e) {
            share.giveBack(1);
            throw e;
        }
        relays.add(self[0]);
        return Optional.of(self[0]);
    }

    private void askAgain(Relay relay, InetSocketAddress wanted, String name) {
        boolean begun = lookups.begin(
                share.holder(),
                name,
                found -> loop.execute(() -> {
                    long now = System.nanoTime();
                    gate.pin(name, found, now);
                    if (gate.decide(wanted.getAddress(), wanted.getPort(), now) instanceof Gate.Allowed) {
                        relay.connect(wanted);
                    } else {
                        meter.refused.increment();
                        relay.abort();
                    }
                }));
        if (!begun) {
            meter.full("look-ups of names");
            meter.refused.increment();
            relay.abort();
        }
    }

    private void ask(SelectionKey key) throws IOException {
        ByteBuffer packet = loop.buffer();
        SocketAddress asker = questions.receive(packet);
        if (asker == null) {
            return;
        }
        DnsMessage question = DnsMessage.parse(packet.flip()).orElse(null);
        if (question == null) {
            return;
        }
        String name = Egress.hostOf(question.name());
        // A name of digits is an address to those who look names up, and nobody has to ask for one.
        if (NUMBERS.matcher(name).matches() || !gate.mayAsk(name)) {
            meter.refused.increment();
            send(question.answer(DnsMessage.NO_SUCH_NAME, List.of(), 0), asker);
        } else if (!question.asksForAddresses()) {
            send(question.answer(DnsMessage.NO_ERROR, List.of(), 0), asker);
        } else if (asking >= LOOKUPS_AT_ONCE
                || !lookups.begin(
                        share.holder(), name, found -> loop.execute(() -> answer(question, name, found, asker)))) {
            meter.full("look-ups of names");
            meter.refused.increment();
            send(question.answer(DnsMessage.SERVER_FAILURE, List.of(), 0), asker);
        } else {
            asking++;
        }
    }

    private void answer(DnsMessage question, String name, List<InetAddress> found, SocketAddress asker) {
        asking--;
        List<InetAddress> told = gate.pin(name, found, System.nanoTime());
        if (!found.isEmpty() && told.isEmpty()) {
            LOG.debug("{} leads to addresses that no function may have, and is not told to one", name);
            meter.refused.increment();
        }
        int code = told.isEmpty() ? DnsMessage.NO_SUCH_NAME : DnsMessage.NO_ERROR;
        send(question.answer(code, told, (int) Gate.TTL.toSeconds()), asker);
    }

    private void send(ByteBuffer packet, SocketAddress asker) {
        try {
            questions.send(packet, asker);
        } catch (IOException e) {
            LOG.debug("whoever asked for a name is gone: {}", e.getMessage());
        }
    }

    /** Now and then: closes what stands still, and goes on where descriptors were short. */
    void expire(long now) {
        if (accepting != null && accepting.isValid()) {
            accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
        List.copyOf(relays).forEach(relay -> relay.expire(now, settings));
    }

    void close() {
        closed = true;
        List.copyOf(relays).forEach(Relay::abort);
    }
}
