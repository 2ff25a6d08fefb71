package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.io.IOException;
import java.util.Set;

/** Access control lists are not kept: buckets and objects are their namespace's, and policies grant the rest. */
public final class Acl {
    private static final Set<String> PRIVATE = Set.of("private", "bucket-owner-full-control");

    private Acl() {}

    /** What a bucket without lists says: its owner may everything. */
    public static void get(S3Request request) throws IOException {
        BucketEntry bucket = request.allow(request.target().key().isEmpty() ? "s3:GetBucketAcl" : "s3:GetObjectAcl");
        XmlWriter xml = XmlWriter.of("AccessControlPolicy");
        Owner.write(xml, bucket.namespace());
        xml.raw("<AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xsi:type=\"CanonicalUser\">");
        xml.put("ID", bucket.namespace()).put("DisplayName", bucket.namespace());
        xml.raw("</Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList>");
        request.answer(xml);
    }

    /** Accepts what is so anyway. */
    public static void put(S3Request request) throws IOException {
        request.allow(request.target().key().isEmpty() ? "s3:PutBucketAcl" : "s3:PutObjectAcl");
        if (!PRIVATE.contains(request.head().header("x-amz-acl").orElse(""))) {
            throw S3Code.AccessControlListNotSupported.error();
        }
        request.answerEmpty(200);
    }
}
