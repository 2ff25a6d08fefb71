package dev.quern.images.pull;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry wants in Authorization, learnt from its challenge (RFC 9110 section 11; Docker's tokens). */
final class Tokens {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]+)=\"([^\"]*)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_ANSWER = 1 << 20;

    private final HttpClient client;
    private final Place place;
    private final Credentials.Login login;
    private volatile Optional<String> authorization;

    Tokens(HttpClient client, Place place, Credentials.Login login) {
        this.client = client;
        this.place = place;
        this.login = login;
        this.authorization = login.token().map(token -> "Bearer " + token);
    }

    Optional<String> authorization() {
        return authorization;
    }

    /** Answers a challenge; false when nothing better than what was sent can be sent. */
    boolean answer(String challenge) throws IOException, InterruptedException {
        String scheme = challenge.trim().split(" ", 2)[0].toLowerCase(Locale.ROOT);
        Optional<String> before = authorization;
        if (scheme.equals("basic")) {
            authorization = login.basic().map(pair -> "Basic " + pair);
        } else if (scheme.equals("bearer")) {
            authorization = token(parameters(challenge)).map(token -> "Bearer " + token);
        }
        return authorization.isPresent() && !authorization.equals(before);
    }

    private Optional<String> token(Map<String, String> challenge) throws IOException, InterruptedException {
        URI realm = realm(challenge.getOrDefault("realm", ""));
        String scope = challenge.getOrDefault("scope", "repository:" + place.repository() + ":pull");
        String query = "service=" + encoded(challenge.getOrDefault("service", "")) + "&scope=" + encoded(scope);
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(PATIENCE);
        if (login.identity().isPresent()) {
            String form = query + "&grant_type=refresh_token&client_id=quern&refresh_token="
                    + encoded(login.identity().get());
            request.uri(realm)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        } else {
            request.uri(URI.create(realm + (realm.getQuery() == null ? "?" : "&") + query));
            login.basic().ifPresent(pair -> request.header("Authorization", "Basic " + pair));
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                return Optional.empty();
            }
            TokenAnswer answer = Jsonb.instance().type(TokenAnswer.class).fromJson(body.readNBytes(LONGEST_ANSWER));
            return Optional.ofNullable(answer.token()).or(() -> Optional.ofNullable(answer.accessToken()));
        } catch (RuntimeException e) {
            throw new IOException("the token server's answer cannot be read", e);
        }
    }

    /** Passwords go to a token server in the clear only if the registry itself is spoken to so. */
    private URI realm(String text) throws IOException {
        try {
            URI realm = URI.create(text);
            boolean clear = "http".equals(realm.getScheme())
                    && "http".equals(place.base().getScheme());
            if (realm.getHost() != null && (clear || "https".equals(realm.getScheme()))) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw new IOException("the registry names no token server that can be used");
    }

    private static Map<String, String> parameters(String challenge) {
        Map<String, String> found = new HashMap<>();
        Matcher m = PARAMETER.matcher(challenge);
        while (m.find()) {
            found.put(m.group(1).toLowerCase(Locale.ROOT), m.group(2));
        }
        return found;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
