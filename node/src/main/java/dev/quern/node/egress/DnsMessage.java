package dev.quern.node.egress;

import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A question for addresses and its answer (RFC 1035 section 4). An answer repeats the question and fits into the 512
 * bytes every resolver takes, so none is ever cut short or asked for again by TCP.
 *
 * @param question as it came: name, type and class
 * @param name without the last dot, as written
 */
record DnsMessage(int id, boolean recursion, byte[] question, String name, int type) {
    static final int MOST_BYTES = 512;
    static final int MOST_ADDRESSES = 12;
    static final int NO_ERROR = 0;
    static final int SERVER_FAILURE = 2;
    static final int NO_SUCH_NAME = 3;

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int MOST_LABEL = 63;
    private static final int MOST_NAME = 253;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int WANTED = 0x0100;
    private static final int AVAILABLE = 0x0080;
    private static final int NAME_OF_THE_QUESTION = 0xC000 | HEADER;

    /** Empty for what is no question of the one kind there is: one name, class IN, a standard query. */
    static Optional<DnsMessage> parse(ByteBuffer packet) {
        try {
            int id = packet.getShort() & 0xffff;
            int flags = packet.getShort() & 0xffff;
            int questions = packet.getShort();
            packet.position(packet.position() + 6);
            if ((flags & (RESPONSE | OPCODE)) != 0 || questions != 1) {
                return Optional.empty();
            }
            int begin = packet.position();
            String name = name(packet);
            int type = packet.getShort() & 0xffff;
            int kind = packet.getShort();
            if (name.isEmpty() || kind != CLASS_IN) {
                return Optional.empty();
            }
            byte[] question = new byte[packet.position() - begin];
            packet.get(begin, question);
            return Optional.of(new DnsMessage(id, (flags & WANTED) != 0, question, name, type));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String name(ByteBuffer packet) {
        StringBuilder name = new StringBuilder();
        for (int length = packet.get() & 0xff; length != 0; length = packet.get() & 0xff) {
            if (length > MOST_LABEL || name.length() + length > MOST_NAME) {
                throw new IllegalArgumentException("a compressed or too long name");
            }
            byte[] label = new byte[length];
            packet.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return name.toString();
    }

    /** Whether it asks for IPv4 addresses; there are no others in a sandbox. */
    boolean asksForAddresses() {
        return type == TYPE_A;
    }

    /** @param seconds how long the answer may be kept */
    ByteBuffer answer(int code, List<InetAddress> addresses, int seconds) {
        ByteBuffer packet = ByteBuffer.allocate(MOST_BYTES);
        packet.putShort((short) id);
        packet.putShort((short) (RESPONSE | AVAILABLE | (recursion ? WANTED : 0) | code));
        packet.putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        packet.put(question);
        for (InetAddress address : addresses) {
            packet.putShort((short) NAME_OF_THE_QUESTION)
                    .putShort((short) TYPE_A)
                    .putShort((short) CLASS_IN);
            packet.putInt(seconds).putShort((short) 4).put(address.getAddress());
        }
        return packet.flip();
    }
}
