package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.Uris;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What all listings are asked with.
 *
 * @param limit 0 to 1,000
 * @param encode whether keys are percent-encoded in the answer, since XML cannot carry all of them
 */
public record ListRequest(String prefix, String delimiter, int limit, boolean encode) {
    private static final int MOST = 1000;

    /** @param limitName the parameter that bounds it: {@code max-keys} and the like */
    public static ListRequest of(Query query, String limitName) {
        String encoding = query.text("encoding-type");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw S3Code.InvalidArgument.error("Invalid Encoding Method specified in Request");
        }
        return new ListRequest(
                query.text("prefix"), query.text("delimiter"), limit(query, limitName), encoding.equals("url"));
    }

    static int limit(Query query, String name) {
        String text = query.text(name);
        if (text.isEmpty()) {
            return MOST;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 0) {
                return Math.min(limit, MOST);
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.InvalidArgument.error("Argument " + name + " must be an integer between 0 and 2147483647");
    }

    public String shown(String key) {
        return encode ? Uris.encode(key, true) : key;
    }

    public void head(XmlWriter xml) {
        xml.put("Prefix", shown(prefix));
        if (!delimiter.isEmpty()) {
            xml.put("Delimiter", shown(delimiter));
        }
        if (encode) {
            xml.put("EncodingType", "url");
        }
    }

    public void prefixes(XmlWriter xml, Iterable<String> prefixes) {
        for (String common : prefixes) {
            xml.open("CommonPrefixes").put("Prefix", shown(common)).close("CommonPrefixes");
        }
    }

    /** Where the next page begins, in letters that pass everywhere. */
    static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    static String ofToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Code.InvalidArgument.error("The continuation token provided is incorrect");
        }
    }
}
