package dev.quern.manager.task;

import dev.quern.node.call.CallSpec;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The program in manager/src/test/c/kept.c, and what is said to it. */
final class Kept {
    /** For whoever reads the answer only. */
    static final SendCallback UNHEARD = new SendCallback() {
        @Override
        public void sent() {}

        @Override
        public void failed(IOException cause) {}
    };

    private Kept() {}

    /** A call's, as a gateway makes it. */
    static RequestHead request(CallSpec spec, long length) {
        return new RequestHead(
                "POST",
                "/",
                List.of(
                        new Header("Host", "localhost"),
                        new Header("Quern-Call-Id", spec.id().toString()),
                        new Header(
                                "Quern-Deadline", Long.toString(spec.deadline().toEpochMilli()))),
                length);
    }

    static void compile(Path program) throws IOException {
        Process gcc = new ProcessBuilder(
                        "gcc", "-O1", "-static", "-pthread", "-o", program.toString(), "src/test/c/kept.c")
                .redirectErrorStream(true)
                .start();
        String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (gcc.waitFor() != 0) {
                throw new IOException(messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
