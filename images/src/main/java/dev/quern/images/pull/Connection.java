package dev.quern.images.pull;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A registry as one pull talks to it. What passes (a broken connection, 429, 5xx) is tried again with growing
 * pauses; what does not is an error at once. Used by several threads.
 */
final class Connection implements AutoCloseable {
    static final String MANIFESTS = "application/vnd.oci.image.index.v1+json,"
            + " application/vnd.oci.image.manifest.v1+json,"
            + " application/vnd.docker.distribution.manifest.list.v2+json,"
            + " application/vnd.docker.distribution.manifest.v2+json";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_HOPS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpClient client;
    private final Place place;
    private final Tokens tokens;
    private final Deadline deadline;
    private final Refusals refusals;

    Connection(Place place, Credentials credentials, Deadline deadline, Refusals refusals) {
        this.place = place;
        this.deadline = deadline;
        this.refusals = refusals;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(15))
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(new EnvironmentProxy())
                .sslContext(Trust.context(place.authority()))
                .build();
        this.tokens = new Tokens(client, place, credentials.find(place.authority(), place.repository()));
        deadline.onEnd(client::shutdownNow);
    }

    Place place() {
        return place;
    }

    /** An answer whose body is the caller's to close. */
    HttpResponse<InputStream> manifest(String digestOrTag) throws InterruptedException {
        return patiently(place.manifest(digestOrTag), Optional.of(MANIFESTS), 0);
    }

    /** The blob from a byte on: status 206, or 200 from a registry that knows no ranges. */
    HttpResponse<InputStream> blob(String digest, long from) throws InterruptedException {
        return patiently(place.blob(digest), Optional.empty(), from);
    }

    private HttpResponse<InputStream> patiently(URI uri, Optional<String> accept, long from)
            throws InterruptedException {
        Retries retries = new Retries(deadline);
        while (true) {
            try {
                HttpResponse<InputStream> response = once(uri, accept, from);
                int status = response.statusCode();
                if (status == 200 || status == 206) {
                    return response;
                }
                response.body().close();
                if ((status != 429 && status < 500) || !retries.pause(response)) {
                    throw refusals.of(status);
                }
            } catch (IOException e) {
                deadline.check();
                if (!retries.pause(e)) {
                    throw refusals.of(e);
                }
            }
        }
    }

    private HttpResponse<InputStream> once(URI uri, Optional<String> accept, long from)
            throws IOException, InterruptedException {
        URI next = uri;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            HttpResponse<InputStream> response = send(next, accept, from);
            Optional<String> challenge = response.headers().firstValue("WWW-Authenticate");
            if (response.statusCode() == 401 && challenge.isPresent() && isOwn(next)) {
                response.body().close();
                if (!tokens.answer(challenge.get())) {
                    return response;
                }
            } else if (REDIRECTS.contains(response.statusCode())) {
                response.body().close();
                next = target(next, response.headers().firstValue("Location").orElse(""));
            } else {
                return response;
            }
        }
        throw new IOException("the registry sends from place to place");
    }

    private HttpResponse<InputStream> send(URI uri, Optional<String> accept, long from)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(deadline.atMost(PATIENCE)).header("User-Agent", "quern");
        accept.ifPresent(types -> request.header("Accept", types));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (isOwn(uri)) {
            tokens.authorization().ifPresent(value -> request.header("Authorization", value));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Credentials go to the registry alone, not to the storage it sends to. */
    private boolean isOwn(URI uri) {
        return uri.getScheme().equals(place.base().getScheme())
                && uri.getAuthority().equals(place.base().getAuthority());
    }

    private static URI target(URI from, String location) throws IOException {
        try {
            URI to = from.resolve(location);
            boolean downgrade = from.getScheme().equals("https") && !"https".equals(to.getScheme());
            if (to.getHost() != null && !downgrade) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw new IOException("the registry sends to a place that cannot be used");
    }

    /** The error for what ends a pull. */
    QuernException failed(IOException cause) {
        return refusals.of(cause);
    }

    Deadline deadline() {
        return deadline;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
