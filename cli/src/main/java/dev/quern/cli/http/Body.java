package dev.quern.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a request carries. It is written by a thread of its own while the response is being read. */
public interface Body {
    /** A request without content. */
    Body NONE = new Body() {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public void writeTo(OutputStream out) {}
    };

    /** Bytes, or -1 when they are known only at the end. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }

    /** All of a stream, each piece sent as soon as it is there. */
    static Body of(InputStream in) {
        return new Body() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                Streams.copy(in, out);
            }
        };
    }
}
