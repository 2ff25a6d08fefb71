package dev.quern.node.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** The content of a request as a string of JSON: itself if it is text, else in base64. */
final class EventBody {
    private static final Pattern TEXT =
            Pattern.compile("(?i)text/.*|application/(json|javascript|xml|x-www-form-urlencoded|.*\\+(json|xml))");
    /** Three bytes become four, so that only the last piece is filled up. */
    private static final int PIECE = 3 << 12;

    private EventBody() {}

    /** Whether it is text, by its type and by its bytes. */
    static boolean isText(Gathered content, String type) throws IOException {
        String media = type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
        if (!TEXT.matcher(media.strip()).matches()) {
            return false;
        }
        try (Reader reader = new InputStreamReader(new GatheredInput(content), StandardCharsets.UTF_8.newDecoder())) {
            reader.transferTo(Writer.nullWriter());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static void writeText(Gathered content, OutputStream to) throws IOException {
        InputStream in = new GatheredInput(content);
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            for (int i = 0; i < n; i++) {
                writeEscaped(piece[i], to);
            }
        }
    }

    /** Bytes of characters beyond ASCII are negative, and as they are to be (RFC 8259 section 7). */
    private static void writeEscaped(byte b, OutputStream to) throws IOException {
        if (b == '"' || b == '\\') {
            to.write('\\');
            to.write(b);
        } else if (b >= 0 && b < ' ') {
            to.write("\\u%04x".formatted(b).getBytes(StandardCharsets.US_ASCII));
        } else {
            to.write(b);
        }
    }

    static void writeBase64(Gathered content, OutputStream to) throws IOException {
        InputStream in = new GatheredInput(content);
        byte[] piece = new byte[PIECE];
        for (int n = in.readNBytes(piece, 0, PIECE); n > 0; n = in.readNBytes(piece, 0, PIECE)) {
            to.write(Base64.getEncoder().encode(n == PIECE ? piece : Arrays.copyOf(piece, n)));
        }
    }
}
