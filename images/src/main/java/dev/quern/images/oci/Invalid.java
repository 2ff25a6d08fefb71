package dev.quern.images.oci;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;

/** Why an image is refused. */
public final class Invalid {
    private Invalid() {}

    public static QuernException image(String message) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message);
    }

    public static QuernException image(String message, String fix) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message, fix);
    }

    /** An image whose bytes end early or do not decompress. */
    public static QuernException unreadable(String what, IOException cause) {
        String reason = cause.getMessage() == null ? "it ends early" : cause.getMessage();
        return new QuernException(
                ErrorCode.INVALID_IMAGE, what + " is corrupt: " + reason, "Save or pull the image again.", cause);
    }
}
