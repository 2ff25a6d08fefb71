package dev.quern.node.http;

import java.nio.ByteBuffer;

/**
 * What a server of HTTP/2 answers HTTP/1 with: the frame it begins every connection with, or the one that ends it (RFC
 * 9113 sections 3.4 and 6.8). No answer of HTTP/1 begins with the zero that a frame's length does.
 */
final class Http2Greeting {
    /** Behind the three bytes of the length. */
    private static final int TYPE = 3;

    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;

    private Http2Greeting() {}

    static boolean begins(ByteBuffer in) {
        if (in.remaining() <= TYPE || in.get(in.position()) != 0) {
            return false;
        }
        int type = in.get(in.position() + TYPE);
        return type == SETTINGS || type == GOAWAY;
    }

    static WrongProtocol unasked() {
        return new WrongProtocol("it speaks HTTP/2 and was asked in HTTP/1.1", "Deploy it with --h2c.");
    }
}
