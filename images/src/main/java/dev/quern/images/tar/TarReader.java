package dev.quern.images.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a tar archive from a stream: {@link #next} gives a header, {@link #content} what belongs to it.
 *
 * <p>Extended headers of at most 1 MiB are understood for the next entry; global ones are skipped, as
 * the image tools do. What is malformed is a QuernException invalid_image; an IOException is the
 * stream's own.
 */
public final class TarReader {
    private static final int MAX_EXTENDED_BYTES = 1 << 20;

    private final BlockInput in;
    /** The part of the archive behind the current entry's content, not read yet. */
    private long padding;

    private SparseContent content;

    public TarReader(InputStream in) {
        this.in = new BlockInput(in);
        this.content = new SparseContent(this.in, SparseMap.solid(0));
    }

    /** The next entry, empty at the end; skips what is left of the current one's content. */
    public Optional<TarEntry> next() throws IOException {
        in.skip(content.stored());
        in.skip(padding);
        padding = 0;
        content = new SparseContent(in, SparseMap.solid(0));
        PaxFields pax = PaxFields.NONE;
        Optional<String> longName = Optional.empty();
        Optional<String> longLink = Optional.empty();
        while (true) {
            byte[] block = in.block();
            if (block == null) {
                return Optional.empty();
            }
            if (TarHeader.isZero(block)) {
                byte[] second = in.block();
                if (second != null && !TarHeader.isZero(second)) {
                    throw TarHeader.invalid("a tar archive has a single zero block in its middle");
                }
                return Optional.empty();
            }
            TarHeader header = TarHeader.checked(block);
            switch (header.type()) {
                case 'x', 'X' -> pax = PaxFields.parse(extended(header));
                case 'L' -> longName = Optional.of(PaxFields.untilNul(extended(header)));
                case 'K' -> longLink = Optional.of(PaxFields.untilNul(extended(header)));
                case 'g' -> extended(header);
                case 'V' -> in.skip(header.size() + BlockInput.padding(header.size()));
                default -> {
                    return Optional.of(entry(header, pax, longName, longLink));
                }
            }
        }
    }

    /** The current entry's content with holes as zeros; valid until {@link #next}. */
    public InputStream content() {
        return content;
    }

    private byte[] extended(TarHeader header) throws IOException {
        byte[] data = in.exactly(header.size(), MAX_EXTENDED_BYTES, "an extended header");
        in.skip(BlockInput.padding(header.size()));
        return data;
    }

    private TarEntry entry(TarHeader header, PaxFields pax, Optional<String> longName, Optional<String> longLink)
            throws IOException {
        String name = pax.get("GNU.sparse.name")
                .or(() -> pax.get("path"))
                .or(() -> longName)
                .orElseGet(header::name);
        String link = pax.get("linkpath").or(() -> longLink).orElseGet(header::link);
        TarType type = type(header.type(), name);
        long stored = type == TarType.FILE ? pax.number("size", header.size()) : 0;
        padding = BlockInput.padding(stored);
        boolean sparse = header.type() == 'S' || pax.isSparse();
        SparseMap map = sparse && type == TarType.FILE ? sparseMap(header, pax, stored) : SparseMap.solid(stored);
        content = new SparseContent(in, map);
        PaxTime modified = pax.get("mtime").map(PaxTime::parse).orElseGet(() -> new PaxTime(header.modified(), 0));
        return new TarEntry(
                name,
                type,
                link,
                header.mode(),
                id("uid", pax.number("uid", header.uid())),
                id("gid", pax.number("gid", header.gid())),
                map.size(),
                sparse,
                modified.seconds(),
                modified.nanos(),
                isDevice(type) ? header.deviceMajor() : 0,
                isDevice(type) ? header.deviceMinor() : 0,
                pax.attributes());
    }

    /** Only then do the fields hold numbers: the oldest format has other things there. */
    private static boolean isDevice(TarType type) {
        return type == TarType.CHARACTER_DEVICE || type == TarType.BLOCK_DEVICE;
    }

    private static int id(String what, long value) {
        if (value < 0 || value >= Integer.MAX_VALUE) {
            throw TarHeader.invalid("a " + what + " of " + value + " in a tar archive is out of range");
        }
        return (int) value;
    }

    private static TarType type(char flag, String name) {
        return switch (flag) {
            // before ustar a directory was told by its trailing slash
            case '\0' -> name.endsWith("/") ? TarType.DIRECTORY : TarType.FILE;
            case '0', '7', 'S' -> TarType.FILE;
            case '1' -> TarType.HARD_LINK;
            case '2' -> TarType.SYMLINK;
            case '3' -> TarType.CHARACTER_DEVICE;
            case '4' -> TarType.BLOCK_DEVICE;
            case '5' -> TarType.DIRECTORY;
            case '6' -> TarType.FIFO;
            default ->
                throw TarHeader.invalid(
                        "the tar entry '" + TarEntry.text(name) + "' is of the unknown type " + (int) flag);
        };
    }

    private SparseMap sparseMap(TarHeader header, PaxFields pax, long stored) throws IOException {
        if (header.type() == 'S') {
            return oldGnuMap(header, stored);
        }
        if (pax.number("GNU.sparse.major", 0) == 1) {
            List<Long> pairs = new ArrayList<>();
            long used = in.sparseMap(pairs, stored);
            return SparseMap.of(pairs, pax.number("GNU.sparse.realsize", 0), stored - used);
        }
        List<Long> pairs = pax.get("GNU.sparse.map").map(PaxFields::numbers).orElseGet(pax::sparsePairs);
        return SparseMap.of(pairs, pax.number("GNU.sparse.size", 0), stored);
    }

    /** Four pairs in the header, then 21 in each of the blocks that follow, as long as a flag says so. */
    private SparseMap oldGnuMap(TarHeader header, long stored) throws IOException {
        List<Long> pairs = new ArrayList<>();
        addPairs(header, 386, 4, pairs);
        boolean more = header.isSet(482);
        while (more) {
            byte[] block = in.block();
            if (block == null || pairs.size() / 2 > SparseMap.MAX_PIECES) {
                throw SparseMap.corrupt();
            }
            TarHeader extension = TarHeader.unchecked(block);
            addPairs(extension, 0, 21, pairs);
            more = extension.isSet(504);
        }
        return SparseMap.of(pairs, TarHeader.notNegative("size", header.number(483, 12)), stored);
    }

    private static void addPairs(TarHeader header, int offset, int count, List<Long> pairs) {
        for (int i = 0; i < count; i++) {
            int at = offset + i * 24;
            if (!header.isSet(at)) {
                return;
            }
            pairs.add(header.number(at, 12));
            pairs.add(header.number(at + 12, 12));
        }
    }
}
