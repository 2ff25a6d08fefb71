package dev.quern.core.value;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Identifiers that sort by time: UUID version 7 (RFC 9562 section 5.7), 48 bits of Unix
 * milliseconds, 12 bits of the fraction of the millisecond (section 6.2, method 3), so that many made
 * within one still come at an index in order, and 62 random bits. They name calls and tasks; they are
 * not secrets.
 */
public final class Ids {
    /** 9999-12-31, long before 48 bits of milliseconds end. */
    private static final long LAST_SECOND = 253_402_214_400L;

    private static final long NANOS_OF_MILLI = 1_000_000;
    private static final long FRACTIONS = 1 << 12;

    private Ids() {}

    public static UUID next() {
        Instant now = Instant.now();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long fraction = (now.getNano() % NANOS_OF_MILLI) * FRACTIONS / NANOS_OF_MILLI;
        long high = (now.toEpochMilli() << 16) | 0x7000L | fraction;
        long low = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
        return new UUID(high, low);
    }

    /** When it was made, to the millisecond. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The least id made at or after {@code time}. */
    public static UUID least(Instant time) {
        long second = Math.clamp(time.getEpochSecond(), 0L, LAST_SECOND);
        long millis = second == time.getEpochSecond() ? time.toEpochMilli() : second * 1000;
        return new UUID(millis << 16, 0);
    }
}
