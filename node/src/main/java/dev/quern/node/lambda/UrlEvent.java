package dev.quern.node.lambda;

import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** An HTTP request as an event: the payload of AWS function URLs, format 2.0. */
final class UrlEvent {
    /** Said by the gateway of requests whose path is the function's; what a client says of it is not passed on. */
    private static final String PREFIX = "X-Forwarded-Prefix";

    private static final JsonType<Object> JSON = Jsonb.instance().type(Object.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern TEXT =
            Pattern.compile("(?i)text/.*|application/(json|javascript|xml|x-www-form-urlencoded|.*\\+(json|xml))");
    private static final Set<String> PLATFORMS = Set.of("quern-call-id", "quern-deadline", "x-forwarded-prefix", "te");

    private UrlEvent() {}

    /** Whether the request is one to a path, and not the event itself. */
    static boolean isOne(RequestHead head) {
        return head.headers().stream().anyMatch(h -> h.is(PREFIX));
    }

    static byte[] json(RequestHead head, byte[] content, Identity function, String id) {
        Map<String, String> headers = headers(head);
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
        body(event, content, headers.getOrDefault("content-type", ""));
        return JSON.toJsonBytes(event);
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

    private static void body(Map<String, Object> event, byte[] content, String type) {
        boolean encoded = false;
        if (content.length > 0) {
            String media = type.contains(";") ? type.substring(0, type.indexOf(';')) : type;
            try {
                if (!TEXT.matcher(media.strip()).matches()) {
                    throw new CharacterCodingException();
                }
                event.put(
                        "body",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(content))
                                .toString());
            } catch (CharacterCodingException e) {
                encoded = true;
                event.put("body", Base64.getEncoder().encodeToString(content));
            }
        }
        event.put("isBase64Encoded", encoded);
    }
}
