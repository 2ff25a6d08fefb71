package dev.quern.gateway.call;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the image a request names: at once among the loaded ones, else on a thread that may wait. */
public final class ImageLookup {
    private final Routing routing;

    public ImageLookup(Routing routing) {
        this.routing = routing;
    }

    /** Goes on with the digest, here or on another thread, or answers that there is no such image. */
    public void find(Exchange x, String namespace, String image, Consumer<String> then) {
        Optional<String> loaded = loaded(namespace, image);
        if (loaded.isPresent()) {
            then.accept(loaded.get());
        } else {
            Exchange.later(() -> fetch(x, namespace, image, then));
        }
    }

    private Optional<String> loaded(String namespace, String image) {
        try {
            return Optional.of(routing.imageDigest(namespace, image));
        } catch (QuernException e) {
            if (e.code() != ErrorCode.IMAGE_NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void fetch(Exchange x, String namespace, String image, Consumer<String> then) {
        try {
            then.accept(routing.fetchImage(x.principal(), namespace, image));
        } catch (RuntimeException e) {
            Refusal.of(x.request(), x.response(), x.callback(), e);
        }
    }
}
