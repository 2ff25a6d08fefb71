package dev.quern.app.dist;

import java.nio.charset.StandardCharsets;

/** The answers of {@link CannedServer}, shaped like a server's. */
final class Canned {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String CONFIG = """
            {"contract":"stdio","command":["cat"],"fresh":"container","memoryBytes":268435456,"timeoutMillis":60000,\
            "concurrency":0,"min":0,"max":64,"queue":100,"environment":{"A":"b"},"mounts":[],"labels":{}}""";
    private static final String VERSION = """
            {"namespace":"default","function":"echo","version":1,"imageDigest":"%s","imageName":"busybox",\
            "config":%s,"createdAt":"2026-01-01T00:00:00Z","createdBy":"k"}""".formatted(DIGEST, CONFIG);
    private static final String FUNCTION = """
            {"namespace":"default","name":"echo","mode":"private","sharedWith":[],"live":%s,"versions":1,\
            "createdAt":"2026-01-01T00:00:00Z","state":"idle","expected":[],"actual":[]}""".formatted(VERSION);
    private static final String IMAGE = """
            {"digest":"%s","names":["busybox"],"sizeBytes":1000000,"architecture":"amd64","entrypoint":[],\
            "command":["sh"],"user":"","workingDirectory":"/","environment":[],"loadedAt":"2026-01-01T00:00:00Z"}""".formatted(DIGEST);
    private static final String CALL = """
            {"id":"0197f3a0-0000-7000-8000-000000000000","namespace":"default","function":"echo","version":1,\
            "imageDigest":"%s","state":"succeeded","exitCode":0,"startedAt":"2026-01-01T00:00:00Z","queueMillis":0.1,\
            "sandboxMillis":0.1,"runMillis":1.5,"cpuMillis":1.0,"peakMemoryBytes":1000000,"bytesIn":6,"bytesOut":6,\
            "pooled":true,"node":"n"}""".formatted(DIGEST);

    private Canned() {}

    /** The whole answer to a request line. */
    static String answer(String request) {
        String path = request.split("[ ?]")[1];
        if (request.startsWith("POST") && path.endsWith("/calls")) {
            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nQuern-Call-Id: c\r\n\r\n"
                    + "6\r\na body\r\n0\r\nQuern-Exit-Code: 0\r\n\r\n";
        }
        return switch (path) {
            case "/v1/functions" -> json("200 OK", page(FUNCTION));
            case "/v1/functions/default/echo" -> json("200 OK", FUNCTION);
            case "/v1/functions/default/echo/versions" ->
                json("200 OK", request.startsWith("POST") ? VERSION : page(VERSION));
            case "/v1/images" -> json("200 OK", page(IMAGE));
            case "/v1/calls" -> json("200 OK", page(CALL));
            case "/v1/calls/logs" -> json("200 OK", "a line");
            case "/v1/calls/0197f3a0-0000-7000-8000-000000000000" -> json("200 OK", CALL);
            default -> json("404 Not Found", """
                        {"error":{"code":"function_not_found","message":"There is no function","fix":"Deploy it."}}""");
        };
    }

    private static String page(String item) {
        return "{\"items\":[" + item + "]}";
    }

    private static String json(String status, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n"
                + text;
    }
}
