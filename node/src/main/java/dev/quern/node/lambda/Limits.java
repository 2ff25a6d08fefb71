package dev.quern.node.lambda;

/** Sizes in bytes, those of AWS where it has them. */
final class Limits {
    /** Of an event. */
    static final long EVENT = 6 << 20;

    /** Of a response that does not stream: 6 MiB and 100 bytes. */
    static final long RESPONSE = EVENT + 100;

    /** Of an error's JSON. */
    static final long ERROR = 256 << 10;

    /** Of the head in front of a streamed HTTP answer. */
    static final int PRELUDE = 64 << 10;

    /** What is read of content that nobody wants, so that the client reads the answer that says so. */
    static final long DROPPED = 64 << 20;

    /** Of all events and responses that are gathered on a node at once; a version has its share. */
    static final long NODE = 128 << 20;

    /** Clients of one instance at once. */
    static final int CONNECTIONS = 6;

    private Limits() {}
}
