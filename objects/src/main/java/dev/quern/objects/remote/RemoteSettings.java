package dev.quern.objects.remote;

import dev.quern.core.error.QuernException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a remote store is.
 *
 * @param endpoint its address
 * @param bucket the one bucket all objects are kept in, object K of bucket B as B/K
 * @param region what requests are signed for
 * @param credentials an AWS credentials file, of which the default profile is read; empty for the environment
 *     (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or what the machine is given)
 */
public record RemoteSettings(URI endpoint, String bucket, String region, Optional<Path> credentials) {
    private static final Pattern URL = Pattern.compile("s3(\\+http)?://([^/@]+)/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?");

    /** Of {@code s3://HOST[:PORT]/BUCKET}, by TLS, or {@code s3+http://…}, without. */
    public static RemoteSettings parse(String url, String region, Optional<Path> credentials) {
        Matcher m = URL.matcher(url);
        if (!m.matches()) {
            throw QuernException.invalid(
                    "'" + url + "' is no object store",
                    "Write s3://HOST/BUCKET, or s3+http://HOST:PORT/BUCKET for one without TLS; credentials go into a"
                            + " file or the environment.");
        }
        String scheme = m.group(1) == null ? "https" : "http";
        return new RemoteSettings(URI.create(scheme + "://" + m.group(2)), m.group(3), region, credentials);
    }
}
