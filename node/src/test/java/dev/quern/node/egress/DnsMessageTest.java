package dev.quern.node.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
    @Test
    void aQuestionIsReadAndAnswered() throws Exception {
        DnsMessage question =
                DnsMessage.parse(question("DB.example.test", 1, 0x0100, 1)).orElseThrow();
        assertThat(question.name()).isEqualTo("DB.example.test");
        assertThat(question.asksForAddresses()).isTrue();
        ByteBuffer answer = question.answer(
                DnsMessage.NO_ERROR, List.of(InetAddress.getByName("10.1.2.3"), InetAddress.getByName("10.1.2.4")), 30);
        assertThat(answer.getShort(0)).isEqualTo((short) 0x4711);
        assertThat(answer.getShort(2)).isEqualTo((short) 0x8180);
        assertThat(answer.getShort(6)).isEqualTo((short) 2);
        assertThat(answer.limit()).isEqualTo(12 + question.question().length + 2 * 16);
        assertThat(answer.getInt(answer.limit() - 4)).isEqualTo(0x0a010204);
    }

    @Test
    void theLongestNameWithTheMostAddressesFits() throws Exception {
        String longest = String.join(".", Collections.nCopies(3, "x".repeat(63))) + "." + "y".repeat(61);
        DnsMessage question = DnsMessage.parse(question(longest, 1, 0, 1)).orElseThrow();
        ByteBuffer answer = question.answer(
                DnsMessage.NO_ERROR,
                Collections.nCopies(DnsMessage.MOST_ADDRESSES, InetAddress.getByName("10.1.2.3")),
                30);
        assertThat(answer.limit()).isLessThanOrEqualTo(DnsMessage.MOST_BYTES);
    }

    @Test
    void whatIsNoQuestionIsNotAnswered() {
        assertThat(DnsMessage.parse(question("a.test", 1, 0x8000, 1)))
                .as("an answer")
                .isEmpty();
        assertThat(DnsMessage.parse(question("a.test", 1, 0x2800, 1)))
                .as("an update")
                .isEmpty();
        assertThat(DnsMessage.parse(question("a.test", 1, 0, 2))).as("two").isEmpty();
        assertThat(DnsMessage.parse(question("", 1, 0, 1))).as("the root").isEmpty();
        ByteBuffer pointer = question("a.test", 1, 0, 1);
        pointer.put(12, (byte) 0xc0);
        assertThat(DnsMessage.parse(pointer)).as("a pointer").isEmpty();
    }

    @Test
    void noPacketBreaksIt() {
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            ByteBuffer packet = question("db.example.test", 1, 0x0100, 1);
            for (int j = random.nextInt(4); j >= 0; j--) {
                packet.put(random.nextInt(packet.limit()), (byte) random.nextInt());
            }
            packet.limit(random.nextInt(packet.limit() + 1));
            assertThatCode(() -> DnsMessage.parse(packet)).doesNotThrowAnyException();
        }
    }

    private static ByteBuffer question(String name, int type, int flags, int count) {
        ByteBuffer packet = ByteBuffer.allocate(600);
        packet.putShort((short) 0x4711).putShort((short) flags).putShort((short) count);
        packet.putShort((short) 0).putInt(0);
        for (String label : name.isEmpty() ? new String[0] : name.split("\\.")) {
            packet.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return packet.put((byte) 0).putShort((short) type).putShort((short) 1).flip();
    }
}
