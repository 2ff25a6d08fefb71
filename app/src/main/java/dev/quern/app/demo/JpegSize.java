package dev.quern.app.demo;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads a JPEG's size from its frame header (ITU-T T.81, B.1.1 and B.2.2); the runtime needs no image library. */
final class JpegSize {
    private static final int START = 0xFFD8;
    private static final int START_OF_SCAN = 0xDA;

    private JpegSize() {}

    static PixelSize of(byte[] jpeg) {
        ByteBuffer in = ByteBuffer.wrap(jpeg);
        try {
            if (Short.toUnsignedInt(in.getShort()) != START) {
                throw notJpeg();
            }
            while (true) {
                int marker = marker(in);
                if (marker == START_OF_SCAN) {
                    throw notJpeg();
                }
                int length = Short.toUnsignedInt(in.getShort());
                if (isFrame(marker)) {
                    in.get();
                    int height = Short.toUnsignedInt(in.getShort());
                    return new PixelSize(Short.toUnsignedInt(in.getShort()), height);
                }
                in.position(in.position() + length - 2);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw notJpeg();
        }
    }

    /** The code after 0xFF, with any number of 0xFF as fill. */
    private static int marker(ByteBuffer in) {
        if (Byte.toUnsignedInt(in.get()) != 0xFF) {
            throw notJpeg();
        }
        int code = 0xFF;
        while (code == 0xFF) {
            code = Byte.toUnsignedInt(in.get());
        }
        return code;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static QuernException notJpeg() {
        return new QuernException(ErrorCode.INTERNAL, "The answer is not a JPEG image");
    }
}
