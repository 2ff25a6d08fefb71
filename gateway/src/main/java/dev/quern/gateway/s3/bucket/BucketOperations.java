package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.Operation;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectStore;
import dev.quern.store.object.Buckets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be done to a bucket, those told by a query parameter first. */
public final class BucketOperations {
    /** What no bucket has here, and how S3 says that one has none. */
    private static final Map<String, S3Code> NONE = Map.of(
            "cors", S3Code.NoSuchCORSConfiguration,
            "lifecycle", S3Code.NoSuchLifecycleConfiguration,
            "encryption", S3Code.ServerSideEncryptionConfigurationNotFoundError,
            "object-lock", S3Code.ObjectLockConfigurationNotFoundError,
            "website", S3Code.NoSuchWebsiteConfiguration,
            "replication", S3Code.ReplicationConfigurationNotFoundError,
            "publicAccessBlock", S3Code.NoSuchPublicAccessBlockConfiguration,
            "ownershipControls", S3Code.OwnershipControlsNotFoundError);

    /** What is answered with an empty document. */
    private static final Map<String, String> EMPTY = Map.of(
            "versioning", "VersioningConfiguration",
            "logging", "BucketLoggingStatus",
            "accelerate", "AccelerateConfiguration");

    private final BucketLife life;
    private final Documents documents;
    private final ListObjects list;

    public BucketOperations(Buckets buckets, BucketTable table, ObjectStore objects) {
        this.life = new BucketLife(buckets, table, objects);
        this.documents = new Documents(buckets, table);
        this.list = new ListObjects(objects);
    }

    public List<Operation> all() {
        List<Operation> all = new ArrayList<>(List.of(
                Operation.service("GET", "", life::list),
                Operation.bucket("GET", "policy", documents::getPolicy),
                Operation.bucket("PUT", "policy", documents::putPolicy),
                Operation.bucket("DELETE", "policy", documents::deletePolicy),
                Operation.bucket("GET", "policyStatus", BucketOperations::policyStatus),
                Operation.bucket("GET", "tagging", documents::getTags),
                Operation.bucket("PUT", "tagging", documents::putTags),
                Operation.bucket("DELETE", "tagging", documents::deleteTags),
                Operation.bucket("GET", "notification", documents::getNotification),
                Operation.bucket("PUT", "notification", documents::putNotification),
                Operation.bucket("GET", "acl", Acl::get),
                Operation.bucket("PUT", "acl", Acl::put),
                Operation.bucket("GET", "location", BucketOperations::location),
                Operation.bucket("GET", "versions", list::versions)));
        NONE.forEach((query, code) -> {
            all.add(Operation.bucket("GET", query, request -> none(request, code)));
            all.add(Operation.bucket("PUT", query, BucketOperations::notImplemented));
            all.add(Operation.bucket("DELETE", query, BucketOperations::notImplemented));
        });
        EMPTY.forEach((query, root) -> {
            all.add(Operation.bucket("GET", query, request -> empty(request, root)));
            all.add(Operation.bucket("PUT", query, BucketOperations::notImplemented));
        });
        all.addAll(List.of(
                Operation.bucket("GET", "", list::run),
                Operation.bucket("HEAD", "", life::head),
                Operation.bucket("PUT", "", life::create),
                Operation.bucket("DELETE", "", life::delete)));
        return all;
    }

    private static void location(S3Request request) throws IOException {
        request.allow("s3:GetBucketLocation");
        request.answer(XmlWriter.of("LocationConstraint"));
    }

    /** No policy lets in whoever has no key. */
    private static void policyStatus(S3Request request) throws IOException {
        request.allow("s3:GetBucketPolicyStatus");
        request.answer(XmlWriter.of("PolicyStatus").put("IsPublic", false));
    }

    private static void none(S3Request request, S3Code code) {
        request.allow("s3:GetBucketLocation");
        throw code.error();
    }

    private static void empty(S3Request request, String root) throws IOException {
        request.allow("s3:GetBucketLocation");
        request.answer(XmlWriter.of(root));
    }

    private static void notImplemented(S3Request request) {
        request.bucket();
        throw S3Code.NotImplemented.error();
    }
}
