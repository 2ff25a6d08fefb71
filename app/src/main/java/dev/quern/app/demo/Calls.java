package dev.quern.app.demo;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The calls of the demo: each answer is checked, and each call's time is shown. */
final class Calls {
    private static final String TEXT = "a quern is a hand mill";

    private final DemoClient client;
    private final Screen screen;
    private final Thumbnails thumbnails;
    private final List<CallResult> made = new ArrayList<>();

    Calls(DemoClient client, Screen screen, Path photo) {
        this.client = client;
        this.screen = screen;
        this.thumbnails = new Thumbnails(client, photo);
    }

    /** @param small where the thumbnail goes, if its image could be built */
    void make(Optional<Path> small) {
        screen.title("Calls, each in a container never used before and destroyed after");
        CallResult upper = text(Function.UPPER, TEXT);
        expect(upper, "A QUERN IS A HAND MILL");
        expect(client(Function.CHECKSUM, thumbnails.original()), sha256(thumbnails.original()) + "  -\n");
        expect(text(Function.UPPER, TEXT), "A QUERN IS A HAND MILL");
        Optional<CallResult> result = small.map(file -> thumbnails.make("200x200", file));
        result.ifPresent(made::add);
        Optional<CallResult> refused = small.map(file -> text(Function.THUMBNAIL, TEXT));

        CallTable.of(made).forEach(screen::raw);
        screen.remark("queue: waiting for a place; sandbox: getting the container; run: from start to exit status");
        screen.raw("");
        screen.line("upper", TEXT + " → " + new String(upper.output(), StandardCharsets.UTF_8));
        screen.line("checksum", "is the photograph's, so every byte arrived");
        refused.ifPresent(r -> screen.line("failure", "thumbnail, given text: " + Failures.text(r.call())));
        result.ifPresent(r -> picture(small.orElseThrow(), r));
    }

    private void picture(Path small, CallResult result) {
        screen.title("The photograph");
        thumbnails.compare(screen, small, result);
        if (screen.hasColours()) {
            thumbnails.show(screen, result);
        }
    }

    private CallResult text(Function function, String input) {
        return client(function, input.getBytes(StandardCharsets.UTF_8));
    }

    private CallResult client(Function function, byte[] input) {
        CallResult result = client.call(
                function.name(), function.equals(Function.THUMBNAIL) ? List.of("200x200") : List.of(), input);
        made.add(result);
        return result;
    }

    private static void expect(CallResult result, String output) {
        if (!result.succeeded() || !new String(result.output(), StandardCharsets.UTF_8).equals(output)) {
            throw new QuernException(
                    ErrorCode.INTERNAL,
                    "The call of " + result.what() + " gave another answer than it should: "
                            + (result.succeeded() ? "other bytes" : Failures.text(result.call())));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
