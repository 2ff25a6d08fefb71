package dev.quern.gateway.s3.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {
    /** The check values of the CRC catalogue, and FIPS 180's. */
    @ParameterizedTest
    @CsvSource({
        "CRC32,cbf43926",
        "CRC32C,e3069283",
        "CRC64NVME,ae8b14860a799888",
        "SHA1,f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256,15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void theCheckValuesComeOut(Algorithm algorithm, String expected) {
        assertThat(HexFormat.of().formatHex(value(algorithm, "123456789".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void theWholesFollowsFromTheParts(Algorithm algorithm) {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            byte[] all = new byte[random.nextInt(5000)];
            random.nextBytes(all);
            List<PartSums.Part> parts = new ArrayList<>();
            for (int from = 0; from < all.length || parts.isEmpty(); ) {
                int length = Math.min(all.length - from, random.nextInt(2000));
                byte[] part = java.util.Arrays.copyOfRange(all, from, from + length);
                parts.add(new PartSums.Part(Base64.getEncoder().encodeToString(value(algorithm, part)), length));
                from += length;
            }
            assertThat(PartSums.whole(algorithm, parts))
                    .isEqualTo(Base64.getEncoder().encodeToString(value(algorithm, all)));
        }
    }

    @Test
    void bytesMayComeInPiecesOfAnyLength() {
        byte[] all = new byte[1000];
        new Random(6).nextBytes(all);
        Sum sum = Algorithm.CRC64NVME.start();
        for (int from = 0, length = 1; from < all.length; from += length, length = length * 3 % 17 + 1) {
            sum.update(all, from, Math.min(length, all.length - from));
        }
        assertThat(sum.value()).isEqualTo(value(Algorithm.CRC64NVME, all));
    }

    private static byte[] value(Algorithm algorithm, byte[] bytes) {
        Sum sum = algorithm.start();
        sum.update(bytes, 0, bytes.length);
        return sum.value();
    }
}
