package dev.quern.images.tar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The records {@code "LENGTH KEY=VALUE\n"} of a pax extended header (POSIX.1-2017 pax, "Extended
 * Header"); of several records with one key the last counts, except GNU's sparse 0.0 pairs.
 */
final class PaxFields {
    static final PaxFields NONE = new PaxFields();

    private static final String ATTRIBUTE = "SCHILY.xattr.";
    private static final int MAX_RECORDS = 100_000;

    private final SortedMap<String, String> fields = new TreeMap<>();
    private final SortedMap<String, byte[]> attributes = new TreeMap<>();
    private final List<Long> sparsePairs = new ArrayList<>();

    private PaxFields() {}

    static PaxFields parse(byte[] data) {
        PaxFields pax = new PaxFields();
        int at = 0;
        int records = 0;
        while (at < data.length && data[at] != 0) {
            int space = at;
            int length = 0;
            while (space < data.length && data[space] >= '0' && data[space] <= '9' && length <= data.length) {
                length = length * 10 + (data[space++] - '0');
            }
            if (space == at
                    || space >= data.length
                    || data[space] != ' '
                    || length > data.length - at
                    || at + length <= space + 1
                    || data[at + length - 1] != '\n'
                    || ++records > MAX_RECORDS) {
                throw TarHeader.invalid("a pax header in a tar archive is corrupt");
            }
            pax.record(data, space + 1, at + length - 1);
            at += length;
        }
        return pax;
    }

    private void record(byte[] data, int from, int to) {
        int equals = from;
        while (equals < to && data[equals] != '=') {
            equals++;
        }
        if (equals == to) {
            throw TarHeader.invalid("a pax header in a tar archive is corrupt");
        }
        String key = new String(data, from, equals - from, StandardCharsets.ISO_8859_1);
        if (key.startsWith(ATTRIBUTE)) {
            attributes.put(key.substring(ATTRIBUTE.length()), Arrays.copyOfRange(data, equals + 1, to));
            return;
        }
        String value = new String(data, equals + 1, to - equals - 1, StandardCharsets.ISO_8859_1);
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparsePairs.add(parseLong(value));
        } else if (value.isEmpty()) {
            fields.remove(key);
        } else {
            fields.put(key, value);
        }
    }

    Optional<String> get(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    long number(String key, long otherwise) {
        String value = fields.get(key);
        return value == null ? otherwise : TarHeader.notNegative(key, parseLong(value));
    }

    SortedMap<String, byte[]> attributes() {
        return attributes;
    }

    List<Long> sparsePairs() {
        return sparsePairs;
    }

    boolean isSparse() {
        return fields.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
    }

    /** Numbers between commas. */
    static List<Long> numbers(String list) {
        List<Long> numbers = new ArrayList<>();
        for (String number : list.split(",", 2 * SparseMap.MAX_PIECES + 1)) {
            numbers.add(parseLong(number));
        }
        return numbers;
    }

    static String untilNul(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return new String(data, 0, end, StandardCharsets.ISO_8859_1);
    }

    static long parseLong(String decimal) {
        try {
            return Long.parseLong(decimal);
        } catch (NumberFormatException e) {
            throw TarHeader.invalid("a number in a pax header is not one");
        }
    }
}
