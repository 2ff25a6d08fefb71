package dev.quern.cli.image;

import dev.quern.cli.http.Body;
import dev.quern.cli.output.Progress;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A body that shows how much of it was sent. */
final class Counted implements Body {
    private final Body body;
    private final Progress progress;

    Counted(Body body, Progress progress) {
        this.body = body;
        this.progress = progress;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(new FilterOutputStream(out) {
            private long sent;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent += length;
                progress.bytes("loading", sent, body.length());
            }
        });
    }
}
