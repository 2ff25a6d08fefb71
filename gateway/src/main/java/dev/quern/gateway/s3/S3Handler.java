package dev.quern.gateway.s3;

import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.signature.Authentication;
import dev.quern.gateway.s3.signature.Signed;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of every S3 request: signature → operation → what the key may do → answer, or an error in XML. */
public final class S3Handler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(S3Handler.class);

    private final Authentication authentication;
    private final BucketTable buckets;
    private final List<Operation> operations;
    private final Optional<String> domain;

    /**
     * @param operations those told by a query parameter before the one without
     * @param domain hosts below it are buckets; empty for none
     */
    public S3Handler(
            Authentication authentication, BucketTable buckets, List<Operation> operations, Optional<String> domain) {
        this.authentication = authentication;
        this.buckets = buckets;
        this.operations = List.copyOf(operations);
        this.domain = domain;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // Storing what is large, or completing it far away, takes a while in which nothing is heard; a body that does
        // not come is found by who reads it.
        request.addIdleTimeoutListener(timeout -> false);
        Exchange.later(() -> serve(request, response, callback));
        return true;
    }

    private void serve(Request request, Response response, Callback callback) {
        String id = UUID.randomUUID().toString();
        response.getHeaders().put("x-amz-request-id", id);
        try {
            Head head = new JettyHead(request);
            Signed signed = authentication.verify(head);
            Target target = Target.of(head, domain);
            Operation operation = operations.stream()
                    .filter(one -> one.fits(head, target))
                    .findFirst()
                    .orElseThrow(S3Code.MethodNotAllowed::error);
            operation.action().run(new S3Request(request, response, callback, head, target, signed, buckets));
        } catch (Exception e) {
            refuse(request, response, callback, id, e);
        }
    }

    private static void refuse(Request request, Response response, Callback callback, String id, Exception cause) {
        S3Exception error = S3Errors.of(cause);
        if (error.code() == S3Code.InternalError) {
            LOG.error("an S3 request failed unexpectedly", cause);
        } else if (cause instanceof QuernException) {
            LOG.debug("an S3 request was refused", cause);
        }
        if (response.isCommitted()) {
            Abort.connection(request, callback, cause);
            return;
        }
        response.reset();
        response.setStatus(error.code().status());
        response.getHeaders().put("x-amz-request-id", id);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        byte[] body = XmlWriter.plain("Error")
                .put("Code", error.code().name())
                .put("Message", String.valueOf(error.getMessage()))
                .put("Resource", String.valueOf(request.getHttpURI().getPath()))
                .put("RequestId", id)
                .bytes();
        if (request.getMethod().equals("HEAD")) {
            Refusal.write(request, response, callback, ByteBuffer.allocate(0), () -> Refusal.drain(request));
        } else {
            Refusal.write(request, response, callback, body);
        }
    }
}
