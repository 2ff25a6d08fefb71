package dev.quern.gateway.s3;

/**
 * S3's error codes with their statuses and usual sentences (Amazon S3 API reference, "Error responses"). They are a
 * vocabulary of that protocol, which clients decide by; Quern's own codes never appear in it.
 */
public enum S3Code {
    AccessDenied(403, "Access Denied"),
    AccessControlListNotSupported(400, "The bucket does not allow ACLs"),
    AuthorizationHeaderMalformed(400, "The authorization header that you provided is not valid."),
    AuthorizationQueryParametersError(400, "The query parameters that sign the request are not valid."),
    BadDigest(400, "The Content-MD5 or checksum value that you specified did not match what the server received."),
    BucketAlreadyExists(409, "The requested bucket name is not available. Select a different name and try again."),
    BucketAlreadyOwnedByYou(409, "The bucket that you tried to create already exists, and you own it."),
    BucketNotEmpty(409, "The bucket that you tried to delete is not empty."),
    ConditionalRequestConflict(409, "The object changed while the request was under way. Try again."),
    EntityTooLarge(400, "Your proposed upload exceeds the maximum allowed object size."),
    EntityTooSmall(400, "Your proposed upload is smaller than the minimum allowed object size."),
    IncompleteBody(400, "You did not provide the number of bytes specified by the Content-Length HTTP header."),
    InternalError(500, "An internal error occurred. Try again."),
    InvalidAccessKeyId(403, "The access key ID that you provided does not exist in our records."),
    InvalidArgument(400, "Invalid Argument"),
    InvalidBucketName(400, "The specified bucket is not valid."),
    InvalidDigest(400, "The Content-MD5 or checksum value that you specified is not valid."),
    InvalidPart(400, "One or more of the specified parts could not be found."),
    InvalidPartOrder(400, "The list of parts was not in ascending order."),
    InvalidRange(416, "The requested range is not satisfiable"),
    InvalidRequest(400, "Invalid Request"),
    InvalidStorageClass(400, "The storage class that you specified is not valid."),
    InvalidTag(400, "The tag provided was not a valid tag."),
    InvalidURI(400, "Couldn't parse the specified URI."),
    KeyTooLongError(400, "Your key is too long."),
    MalformedPolicy(400, "Policy has invalid syntax."),
    MalformedXML(400, "The XML you provided was not well-formed or did not validate against our published schema"),
    MaxMessageLengthExceeded(400, "Your request was too large."),
    MetadataTooLarge(400, "Your metadata headers exceed the maximum allowed metadata size."),
    MethodNotAllowed(405, "The specified method is not allowed against this resource."),
    MissingContentLength(411, "You must provide the Content-Length HTTP header."),
    NoSuchBucket(404, "The specified bucket does not exist"),
    NoSuchBucketPolicy(404, "The bucket policy does not exist"),
    NoSuchCORSConfiguration(404, "The CORS configuration does not exist"),
    NoSuchKey(404, "The specified key does not exist."),
    NoSuchLifecycleConfiguration(404, "The lifecycle configuration does not exist"),
    NoSuchPublicAccessBlockConfiguration(404, "The public access block configuration was not found"),
    NoSuchTagSet(404, "The TagSet does not exist"),
    NoSuchUpload(404, "The specified multipart upload does not exist."),
    NoSuchVersion(404, "The specified version does not exist."),
    NoSuchWebsiteConfiguration(404, "The specified bucket does not have a website configuration"),
    NotImplemented(501, "A header or query you provided implies functionality that is not implemented."),
    ObjectLockConfigurationNotFoundError(404, "Object Lock configuration does not exist for this bucket"),
    OwnershipControlsNotFoundError(404, "The bucket ownership controls were not found"),
    PreconditionFailed(412, "At least one of the pre-conditions you specified did not hold"),
    RequestTimeTooSkewed(403, "The difference between the request time and the current time is too large."),
    RequestTimeout(400, "Your socket connection to the server was not read from or written to within the timeout."),
    ReplicationConfigurationNotFoundError(404, "The replication configuration was not found"),
    ServerSideEncryptionConfigurationNotFoundError(404, "The server side encryption configuration was not found"),
    SignatureDoesNotMatch(
            403,
            "The request signature we calculated does not match the signature you provided."
                    + " Check your key and signing method."),
    SlowDown(503, "Please reduce your request rate."),
    InsufficientStorage(507, "The disk for objects is full."),
    XAmzContentSHA256Mismatch(400, "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private final int status;
    private final String message;

    S3Code(int status, String message) {
        this.status = status;
        this.message = message;
    }

    public int status() {
        return status;
    }

    public String message() {
        return message;
    }

    public S3Exception error() {
        return new S3Exception(this, message);
    }

    public S3Exception error(String text) {
        return new S3Exception(this, text);
    }
}
