package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.S3Code;
import dev.quern.objects.Uploads;

/** The numbers of parts. */
public final class PartNumbers {
    private PartNumbers() {}

    /** @throws dev.quern.gateway.s3.S3Exception InvalidArgument */
    public static int parse(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= Uploads.MOST_PARTS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.InvalidArgument.error(
                "Part number must be an integer between 1 and " + Uploads.MOST_PARTS + ", inclusive");
    }
}
