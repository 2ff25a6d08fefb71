package dev.quern.gateway.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Range header asks for (RFC 9110 section 14); several ranges at once get the whole, as is allowed. */
sealed interface ByteRange {
    Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Everything. */
    record Whole() implements ByteRange {}

    /** These bytes, at least one. */
    record Part(long from, long length) implements ByteRange {}

    /** Nothing of what there is. */
    record Outside() implements ByteRange {}

    static ByteRange of(Optional<String> header, long size) {
        Matcher m = SINGLE.matcher(header.orElse("").trim());
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return new Whole();
        }
        if (m.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(m.group(2)), size);
            return last == 0 ? new Outside() : new Part(size - last, last);
        }
        long from = Long.parseLong(m.group(1));
        long to = m.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(m.group(2)), size - 1);
        if (from >= size) {
            return new Outside();
        }
        return to < from ? new Whole() : new Part(from, to - from + 1);
    }
}
