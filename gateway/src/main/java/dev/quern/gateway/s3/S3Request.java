package dev.quern.gateway.s3;

import dev.quern.core.access.Principal;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Refusal;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.checksum.CheckedInput;
import dev.quern.gateway.s3.checksum.Expected;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.signature.ChunkedInput;
import dev.quern.gateway.s3.signature.HashedInput;
import dev.quern.gateway.s3.signature.Payload;
import dev.quern.gateway.s3.signature.Signed;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** One request whose signature was found right, and its answer. Used by one thread. */
public final class S3Request {
    /** Of one PUT, as at Amazon's; what is larger comes in parts. */
    public static final long LARGEST_PUT = 5L << 30;

    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Head head;
    private final Target target;
    private final Signed signed;
    private final BucketTable buckets;

    S3Request(
            Request request,
            Response response,
            Callback callback,
            Head head,
            Target target,
            Signed signed,
            BucketTable buckets) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.head = head;
        this.target = target;
        this.signed = signed;
        this.buckets = buckets;
    }

    public Head head() {
        return head;
    }

    public Query query() {
        return head.query();
    }

    public Principal principal() {
        return signed.principal();
    }

    public Target target() {
        return target;
    }

    public ObjectName name() {
        return new ObjectName(target.bucket(), target.key());
    }

    public boolean isHead() {
        return head.method().equals("HEAD");
    }

    /**
     * The bucket, if the key may do this with it.
     *
     * @throws S3Exception NoSuchBucket, AccessDenied
     */
    public BucketEntry allow(String action) {
        return allow(target.bucket(), action, target.key());
    }

    /** The bucket, whatever the key may do: each object is asked about by itself. */
    public BucketEntry bucket() {
        return buckets.get(target.bucket());
    }

    public BucketEntry allow(String bucket, String action, String key) {
        BucketEntry entry = buckets.get(bucket);
        entry.check(principal(), action, key);
        return entry;
    }

    /** How long the body is without its coding; -1 when nobody says. */
    private long bodyLength(long most) {
        Optional<String> decoded = head.header(DECODED_LENGTH);
        long length = decoded.isPresent() ? number(decoded.get()) : request.getLength();
        if (length < 0 && signed.payload() instanceof Payload.Chunked) {
            throw S3Code.MissingContentLength.error();
        }
        if (length > most) {
            throw S3Code.EntityTooLarge.error();
        }
        return length;
    }

    /** A body that is an object must say how it ends; one that is a document may be left out without a word. */
    private void requireLength() {
        if (head.header("content-length").isEmpty()
                && head.header("transfer-encoding").isEmpty()) {
            throw S3Code.MissingContentLength.error();
        }
    }

    /**
     * The body, which fails before its end if it is not what was signed or sums up to something else.
     *
     * @param most longer is refused
     * @param wanted the checksum to work out if the client sends none
     * @throws S3Exception MissingContentLength, EntityTooLarge, InvalidArgument
     */
    public CheckedInput body(long most, Optional<Algorithm> wanted) {
        requireLength();
        return checkedBody(most, wanted);
    }

    private CheckedInput checkedBody(long most, Optional<Algorithm> wanted) {
        InputStream signedBody = signedBody(most);
        Supplier<Map<String, String>> trailers = signedBody instanceof ChunkedInput chunks ? chunks::trailers : Map::of;
        return new CheckedInput(signedBody, Expected.of(head, trailers).orElse(wanted));
    }

    private InputStream signedBody(long most) {
        long length = bodyLength(most);
        InputStream raw = new BoundedInput(Content.Source.asInputStream(request), most, decodedOnWire(length));
        return switch (signed.payload()) {
            case Payload.Unsigned _ -> raw;
            case Payload.Hashed hashed -> new HashedInput(raw, hashed.sha256());
            case Payload.Chunked chunked -> new ChunkedInput(raw, length, signed.chunks(), chunked.trailer());
        };
    }

    /** The bytes that are to come over the wire; -1 when a coding adds to them. */
    private long decodedOnWire(long length) {
        return signed.payload() instanceof Payload.Chunked ? -1 : length;
    }

    /** A small body whose checksum headers are not its own, but those of the object it completes. */
    public byte[] smallBodyWithoutSums(int most) throws IOException {
        refuseLong(most);
        return small(signedBody(Long.MAX_VALUE), most);
    }

    /** A small body, for XML and JSON; its checksums were compared. */
    public byte[] smallBody(int most) throws IOException {
        refuseLong(most);
        return small(checkedBody(Long.MAX_VALUE, Optional.empty()), most);
    }

    private void refuseLong(int most) {
        if (bodyLength(Long.MAX_VALUE) > most) {
            throw S3Code.MaxMessageLengthExceeded.error();
        }
    }

    private static byte[] small(InputStream body, int most) throws IOException {
        byte[] bytes = body.readNBytes(most + 1);
        if (bytes.length > most) {
            throw S3Code.MaxMessageLengthExceeded.error();
        }
        return bytes;
    }

    /** A header of the answer. */
    public S3Request put(String name, String value) {
        response.getHeaders().put(name, value);
        return this;
    }

    public void answer(XmlWriter xml) throws IOException {
        answer(200, "application/xml", xml.bytes());
    }

    public void answer(int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        finish(body);
    }

    public void answerEmpty(int status) throws IOException {
        response.setStatus(status);
        if (status != 204 && status != 304 && !isHead()) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        }
        // A body that nobody asked for may still be on its way.
        Refusal.write(request, response, callback, ByteBuffer.allocate(0), () -> Refusal.drain(request));
    }

    private void finish(byte[] body) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        Refusal.write(
                request,
                response,
                callback,
                isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body),
                () -> Refusal.drain(request));
    }

    /** Begins an answer of that many bytes; {@link #send} brings all of them, the last with {@code true}. */
    public void begin(int status, long length) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    public void send(ByteBuffer bytes, boolean last) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(last, bytes, sent);
            sent.block();
        }
        if (last) {
            callback.succeeded();
        }
    }

    /** Bytes on their way to the client; the buffer is the connection's until {@link #await} returned. */
    public static final class Sending implements AutoCloseable {
        private final Blocker.Callback sent = Blocker.callback();

        public void await() throws IOException {
            sent.block();
        }

        @Override
        public void close() {
            sent.close();
        }
    }

    /** Begins to send a part of the answer's body. */
    public Sending startSending(ByteBuffer bytes) {
        Sending sending = new Sending();
        response.write(false, bytes, sending.sent);
        return sending;
    }

    /** Ends an answer that has begun so that nobody takes it for whole. */
    void abort(Throwable cause) {
        Abort.connection(request, callback, cause);
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.InvalidArgument.error("x-amz-decoded-content-length must be a number of bytes");
    }
}
