package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.Uris;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectStore;
import java.io.IOException;
import java.util.Optional;

/** The object another is copied from. */
public final class CopySource {
    private static final String HEADER = "x-amz-copy-source";

    private CopySource() {}

    public static boolean named(Head head) {
        return head.header(HEADER).isPresent();
    }

    /** {@code [/]BUCKET/KEY[?versionId=null]}, URL-encoded. */
    private static ObjectName name(Head head) {
        String header = head.header(HEADER).orElseThrow();
        int query = header.indexOf("?versionId=");
        if (query >= 0) {
            Versions.refuse(header.substring(query + "?versionId=".length()));
        }
        String path = Uris.decode(query < 0 ? header : header.substring(0, query), false);
        String rest = path.startsWith("/") ? path.substring(1) : path;
        int slash = rest.indexOf('/');
        if (slash < 1 || slash == rest.length() - 1 || path.indexOf('\0') >= 0) {
            throw S3Code.InvalidArgument.error("Copy Source must mention the source bucket and key: BUCKET/KEY");
        }
        return new ObjectName(rest.substring(0, slash), rest.substring(slash + 1));
    }

    /** What is to be copied, if the key may read it and it is as the request expects. */
    public static ObjectInfo find(S3Request request, ObjectStore objects) throws IOException {
        ObjectName name = name(request.head());
        request.allow(name.bucket(), "s3:GetObject", name.key());
        Optional<ObjectInfo> info = objects.find(name);
        ObjectInfo found = info.orElseThrow(S3Code.NoSuchKey::error);
        Preconditions.source(request.head(), found);
        return found;
    }
}
