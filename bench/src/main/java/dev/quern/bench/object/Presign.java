package dev.quern.bench.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs addresses ahead of the measured time, so that a client costs nothing while the server verifies each request. */
final class Presign {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String host;
    private final String id;
    private final String secret;

    /** @param credentials an AWS credentials file */
    Presign(String host, Path credentials) throws IOException {
        this.host = host;
        String text = Files.readString(credentials);
        this.id = value(text, "aws_access_key_id");
        this.secret = value(text, "aws_secret_access_key");
    }

    private static String value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** A path with its signature in the query. */
    String sign(String method, String path) throws GeneralSecurityException {
        String stamp = STAMP.format(Instant.now());
        String day = stamp.substring(0, 8);
        String scope = day + "/us-east-1/s3/aws4_request";
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + id + "%2F" + scope.replace("/", "%2F")
                + "&X-Amz-Date=" + stamp + "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host";
        String canonical = method + "\n" + path + "\n" + query + "\nhost:" + host + "\n\nhost\nUNSIGNED-PAYLOAD";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
        String text = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n"
                + HexFormat.of().formatHex(hash);
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, "us-east-1", "s3", "aws4_request", text}) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            key = mac.doFinal(part.getBytes(StandardCharsets.UTF_8));
        }
        return path + "?" + query + "&X-Amz-Signature=" + HexFormat.of().formatHex(key);
    }
}
