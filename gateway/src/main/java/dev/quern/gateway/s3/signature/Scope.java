package dev.quern.gateway.s3.signature;

/**
 * What a signing key is good for: a day, a region and S3.
 *
 * @param date {@code 20260131}
 */
record Scope(String date, String region) {
    String text() {
        return date + "/" + region + "/s3/aws4_request";
    }
}
