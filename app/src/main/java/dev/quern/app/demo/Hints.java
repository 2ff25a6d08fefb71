package dev.quern.app.demo;

import java.nio.file.Path;
import java.util.List;

/** How to go on by hand. */
final class Hints {
    private final String quern;
    private final Path data;
    private final DemoServer server;

    /** @param quern how this program was started */
    Hints(String quern, Path data, DemoServer server) {
        this.quern = quern;
        this.data = data;
        this.server = server;
    }

    void curl(Screen screen, Path header, Function function, String argument, Path input) {
        screen.title("The same with curl");
        List.of(
                        "curl -sS -H @" + header + " --data-binary @" + input + " \\",
                        "     -o small.jpg '" + server.url() + DemoClient.path(function.name()) + "/calls?arg="
                                + argument + "'")
                .forEach(screen::raw);
    }

    void stay(Screen screen) {
        String quernHere = quern + " --data " + data;
        screen.title("The server stays up until Ctrl-C");
        screen.line("URL", server.url());
        screen.line("key file", server.keyFile().toString());
        screen.raw("");
        screen.raw("Three things to try in another terminal:");
        screen.raw("  " + quernHere + " call " + Function.THUMBNAIL.name() + " 640x640 < YOUR.jpg > small.jpg");
        screen.raw("  echo hello | " + quernHere + " run samples/busybox rev");
        screen.raw("  docker save YOUR-IMAGE | " + quernHere + " image load -");
    }
}
