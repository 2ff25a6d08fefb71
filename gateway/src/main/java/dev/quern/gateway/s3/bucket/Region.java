package dev.quern.gateway.s3.bucket;

/** There is one region; requests may sign for any. */
final class Region {
    static final String NAME = "us-east-1";

    private Region() {}
}
