package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.S3Code;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a body in aws-chunked coding: {@code SIZE[;chunk-signature=…]\r\n BYTES \r\n}, the last of size 0, then
 * trailers, if any. Each chunk's signature is checked at its end, before the reader is told the body's end: who stores
 * what was read must not keep it if reading fails.
 */
public final class ChunkedInput extends InputStream {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_TRAILERS = 16;
    private static final String SIGNATURE = "chunk-signature=";

    private final InputStream in;
    private final long length;
    private final Optional<ChunkSignatures> signatures;
    private final boolean trailer;
    private final MessageDigest sha256 = Hmac.sha256();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private String signature = "";
    private long chunk;
    private long done;
    private boolean first = true;
    private boolean ended;

    /** @param length how many bytes there are without their coding */
    public ChunkedInput(InputStream in, long length, Optional<ChunkSignatures> signatures, boolean trailer) {
        this.in = in;
        this.length = length;
        this.signatures = signatures;
        this.trailer = trailer;
    }

    /** What came behind the last chunk, by names in lower case; known at the end. */
    public Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (chunk == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(to, offset, (int) Math.min(count, chunk));
        if (read < 0) {
            throw S3Code.IncompleteBody.error();
        }
        if (signatures.isPresent()) {
            sha256.update(to, offset, read);
        }
        chunk -= read;
        done += read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            if (!line().isEmpty()) {
                throw S3Code.IncompleteBody.error("A chunk is longer than it says.");
            }
            checkChunk();
        }
        first = false;
        String line = line();
        int semicolon = line.indexOf(';');
        chunk = size(semicolon < 0 ? line : line.substring(0, semicolon));
        signature = semicolon >= 0 && line.startsWith(SIGNATURE, semicolon + 1)
                ? line.substring(semicolon + 1 + SIGNATURE.length()).strip()
                : "";
        if (chunk > length - done) {
            throw S3Code.IncompleteBody.error("The body is longer than x-amz-decoded-content-length.");
        }
        if (chunk == 0) {
            checkChunk();
            end();
        }
    }

    private void end() throws IOException {
        if (done != length) {
            throw S3Code.IncompleteBody.error("The body is shorter than x-amz-decoded-content-length.");
        }
        StringBuilder signed = new StringBuilder();
        String trailerSignature = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1 || !trailer || trailers.size() == MOST_TRAILERS) {
                throw S3Code.InvalidRequest.error("The body's trailers cannot be read.");
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("x-amz-trailer-signature")) {
                trailerSignature = value;
            } else {
                trailers.put(name, value);
                signed.append(name).append(':').append(value).append('\n');
            }
        }
        if (trailer && signatures.isPresent()) {
            signatures.get().trailer(signed.toString(), trailerSignature);
        }
        ended = true;
    }

    private void checkChunk() {
        if (signatures.isPresent()) {
            signatures.get().chunk(sha256.digest(), signature);
        }
    }

    private static long size(String text) {
        try {
            if (!text.isEmpty() && text.length() <= 15) {
                return Long.parseUnsignedLong(text.strip(), 16);
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.IncompleteBody.error("A chunk's size cannot be read.");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                // The blank line behind the last chunk is missing in some clients' bodies.
                if (chunk == 0 && done == length && line.isEmpty()) {
                    return "";
                }
                throw S3Code.IncompleteBody.error();
            }
            if (line.length() == LONGEST_LINE) {
                throw S3Code.IncompleteBody.error("A chunk's header is too long.");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }
}
