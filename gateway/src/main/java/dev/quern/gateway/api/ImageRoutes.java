package dev.quern.gateway.api;

import dev.quern.core.access.Role;
import dev.quern.core.api.ErrorBody;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.PullEvent;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Names;
import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.RequestInput;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Images;
import dev.quern.images.Progress;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /v1/images}: an archive as the body, or {@code ?source=docker://…} to pull. A pull answers
 * with lines of progress (NDJSON), since it takes longer than people wait in silence.
 */
public final class ImageRoutes {
    private static final JsonType<ImageBody> IMAGE = Jsonb.instance().type(ImageBody.class);
    private static final JsonType<PullEvent> EVENT = Jsonb.instance().type(PullEvent.class);
    private static final int MOST_CREDENTIALS = 64 << 10;

    private final Images images;
    private final Path scratch;

    /** @param scratch a directory only the server reads, for credentials while a pull lasts */
    public ImageRoutes(Images images, Path scratch) {
        this.images = images;
        this.scratch = scratch;
    }

    public List<Route> routes() {
        return List.of(new Route("POST", "/v1/images", this::add));
    }

    private void add(Exchange x) throws IOException {
        String namespace = Names.check("namespace", x.namespace());
        Optional<String> name = x.query("name");
        Optional<String> source = x.query("source");
        if (source.isPresent()) {
            pull(x, source.get(), namespace, name);
            return;
        }
        // Before the body, which may be large.
        x.require(Role.DEVELOPER, namespace);
        ImageBody loaded;
        try (InputStream body = new RequestInput(x.request())) {
            loaded = images.load(x.principal(), namespace, name, body, Progress.NONE);
        }
        x.answer(201, IMAGE, loaded);
    }

    private void pull(Exchange x, String source, String namespace, Optional<String> name) throws IOException {
        Optional<Path> credentials = credentials(x);
        try {
            x.begin("application/x-ndjson");
            ImageBody pulled = images.pull(
                    x.principal(),
                    namespace,
                    name,
                    source,
                    credentials,
                    line -> send(x, new PullEvent(line, null, null)));
            send(x, new PullEvent(null, pulled, null));
        } catch (QuernException e) {
            ErrorBody.Detail detail = Errors.of(e, null).detail();
            send(x, new PullEvent(null, null, detail));
        } finally {
            if (credentials.isPresent()) {
                Files.deleteIfExists(credentials.get());
            }
        }
        x.end();
    }

    private static void send(Exchange x, PullEvent event) {
        try {
            x.send(EVENT.toJson(event) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header's containers-auth.json, in a file only the server reads: skopeo takes it no other way. */
    private Optional<Path> credentials(Exchange x) throws IOException {
        String header = x.request().getHeaders().get("Quern-Registry-Auth");
        if (header == null) {
            return Optional.empty();
        }
        if (header.length() > MOST_CREDENTIALS) {
            throw new QuernException(ErrorCode.BODY_TOO_LARGE, "Registry credentials have at most 48 KiB");
        }
        byte[] json;
        try {
            json = Base64.getDecoder().decode(header);
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid("Quern-Registry-Auth is a containers-auth.json in base64");
        }
        Path file = Files.createTempFile(
                scratch,
                "auth-",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, json);
        return Optional.of(file);
    }
}
