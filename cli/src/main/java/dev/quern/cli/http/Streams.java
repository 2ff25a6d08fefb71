package dev.quern.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copying with one buffer, flushed after every piece: what arrived is passed on before more is waited for. */
public final class Streams {
    static final int BUFFER = 64 * 1024;

    private Streams() {}

    public static long copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        for (int n; (n = in.read(buffer)) >= 0; total += n) {
            out.write(buffer, 0, n);
            out.flush();
        }
        return total;
    }
}
