package dev.quern.store.sql;

import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * Where a page ended in a listing ordered by time and then name, both descending. Opaque to clients:
 * base64url of {@code epochMicros name}.
 */
public record Cursor(Instant time, String name) {
    /** Later than any row: PostgreSQL's timestamps reach the year 294276. */
    static final Cursor BEFORE_ALL = new Cursor(Instant.parse("9999-12-31T00:00:00Z"), "");

    private static final long MICROS = 1_000_000L;

    public String text() {
        long micros = time.getEpochSecond() * MICROS + time.getNano() / 1000;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((micros + " " + name).getBytes(StandardCharsets.UTF_8));
    }

    static Cursor parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            long micros = Long.parseLong(plain, 0, Math.max(space, 0), 10);
            if (micros < 0 || micros > 253_402_214_400L * MICROS || plain.indexOf('\0') >= 0) {
                throw refused();
            }
            return new Cursor(
                    Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1000), plain.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    static QuernException refused() {
        return QuernException.invalid("The cursor is not one this listing gave out", "Leave it out to start again.");
    }
}
