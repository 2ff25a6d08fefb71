package dev.quern.images.oci;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;

/** Why an image is refused. */
public final class Invalid {
    private Invalid() {}

    public static QuernException image(String message) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message);
    }

    public static QuernException image(String message, String fix) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message, fix);
    }
}
