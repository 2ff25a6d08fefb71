package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An HTTP request as an event: the payload of AWS function URLs, format 2.0. */
final class UrlEvent {
    /** Said by the gateway of requests whose path is the function's; what a client says of it is not passed on. */
    private static final String PREFIX = "X-Forwarded-Prefix";

    private static final JsonType<Object> JSON = Jsonb.instance().type(Object.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final byte[] BEFORE_BODY = ",\"body\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> PLATFORMS = Set.of("quern-call-id", "quern-deadline", "x-forwarded-prefix", "te");

    private UrlEvent() {}

    /** Whether the request is one to a path, and not the event itself. */
    static boolean isOne(RequestHead head) {
        return head.headers().stream().anyMatch(h -> h.is(PREFIX));
    }

    /**
     * Adds all of the event to its invocation. The body goes there in pieces, so that no memory beyond the version's share
     * is needed for it.
     *
     * @throws QuernException when it is too large, or there is no room for it
     */
    static void write(RequestHead head, Gathered content, Identity function, Invocation to) {
        Map<String, String> headers = headers(head);
        byte[] event = JSON.toJsonBytes(event(head, headers, function, to.id()));
        try (OutputStream out = new GatheringOutput(to::add)) {
            out.write(event, 0, event.length - 1);
            boolean encoded =
                    content.length() > 0 && !EventBody.isText(content, headers.getOrDefault("content-type", ""));
            if (content.length() > 0) {
                out.write(BEFORE_BODY);
                if (encoded) {
                    EventBody.writeBase64(content, out);
                } else {
                    EventBody.writeText(content, out);
                }
                out.write('"');
            }
            out.write((",\"isBase64Encoded\":" + encoded + "}").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        }
    }

    /** All but the body. */
    private static Map<String, Object> event(
            RequestHead head, Map<String, String> headers, Identity function, String id) {
        int query = head.target().indexOf('?');
        String path = query < 0 ? head.target() : head.target().substring(0, query);
        String search = query < 0 ? "" : head.target().substring(query + 1);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", path);
        event.put("rawQueryString", search);
        List<String> cookies = cookies(head);
        if (!cookies.isEmpty()) {
            event.put("cookies", cookies);
        }
        event.put("headers", headers);
        if (!search.isEmpty()) {
            event.put("queryStringParameters", parameters(search));
        }
        event.put("requestContext", context(head, headers, function, id, path));
        return event;
    }

    /** Names in lower case; values of one name joined by commas. */
    private static Map<String, String> headers(RequestHead head) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!PLATFORMS.contains(name) && !name.equals("cookie")) {
                headers.merge(name, header.value(), (a, b) -> a + "," + b);
            }
        }
        return headers;
    }

    private static List<String> cookies(RequestHead head) {
        List<String> cookies = new ArrayList<>();
        for (Header header : head.headers()) {
            if (header.is("Cookie")) {
                for (String cookie : header.value().split(";", -1)) {
                    if (!cookie.isBlank()) {
                        cookies.add(cookie.strip());
                    }
                }
            }
        }
        return cookies;
    }

    private static Map<String, String> parameters(String search) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : search.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                parameters.merge(name, decoded(equals < 0 ? "" : pair.substring(equals + 1)), (a, b) -> a + "," + b);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Map<String, Object> context(
            RequestHead head, Map<String, String> headers, Identity function, String id, String path) {
        Instant now = Instant.now();
        Map<String, Object> http = new LinkedHashMap<>();
        http.put("method", head.method());
        http.put("path", path);
        http.put("protocol", "HTTP/1.1");
        String sources = headers.getOrDefault("x-forwarded-for", "");
        http.put("sourceIp", sources.substring(sources.lastIndexOf(',') + 1).strip());
        http.put("userAgent", headers.getOrDefault("user-agent", ""));
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("accountId", "anonymous");
        context.put("apiId", function.name());
        context.put("domainName", headers.getOrDefault("host", ""));
        context.put("domainPrefix", function.name());
        context.put("http", http);
        context.put("requestId", id);
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        return context;
    }
}
