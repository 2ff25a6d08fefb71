package dev.quern.app.demo;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;

/**
 * A small picture.
 *
 * @param rgb three bytes for each pixel, row by row from the top
 */
record Pixels(int width, int height, byte[] rgb) {
    private static final int MOST = 4096;

    /** Reads a binary PPM of 8 bits a channel (netpbm's {@code P6}). */
    static Pixels ofPpm(byte[] ppm) {
        Header header = new Header(ppm);
        String magic = header.word();
        int width = header.number();
        int height = header.number();
        int depth = header.number();
        int start = header.position + 1;
        if (!magic.equals("P6") || depth != 255 || ppm.length - start != width * height * 3) {
            throw notPpm();
        }
        byte[] rgb = new byte[width * height * 3];
        System.arraycopy(ppm, start, rgb, 0, rgb.length);
        return new Pixels(width, height, rgb);
    }

    /** 0xRRGGBB; a pixel below the last row is the last row's. */
    int at(int x, int y) {
        int i = (Math.min(y, height - 1) * width + x) * 3;
        return Byte.toUnsignedInt(rgb[i]) << 16 | Byte.toUnsignedInt(rgb[i + 1]) << 8 | Byte.toUnsignedInt(rgb[i + 2]);
    }

    private static QuernException notPpm() {
        return new QuernException(ErrorCode.INTERNAL, "The answer is not a PPM image");
    }

    /** Words split by white space, comments from {@code #} to the end of the line left out. */
    private static final class Header {
        private final byte[] text;
        private int position;

        Header(byte[] text) {
            this.text = text;
        }

        String word() {
            while (position < text.length && (blank() || text[position] == '#')) {
                if (text[position] == '#') {
                    while (position < text.length && text[position] != '\n') {
                        position++;
                    }
                } else {
                    position++;
                }
            }
            int from = position;
            while (position < text.length && !blank()) {
                position++;
            }
            return new String(text, from, position - from, StandardCharsets.US_ASCII);
        }

        int number() {
            String word = word();
            if (!word.matches("[1-9][0-9]{0,3}") || Integer.parseInt(word) > MOST) {
                throw notPpm();
            }
            return Integer.parseInt(word);
        }

        private boolean blank() {
            return text[position] <= ' ' && text[position] >= 0;
        }
    }
}
