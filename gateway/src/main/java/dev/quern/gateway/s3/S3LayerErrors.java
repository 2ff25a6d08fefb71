package dev.quern.gateway.s3;

import dev.quern.gateway.s3.xml.XmlWriter;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Requests the HTTP layer itself refuses (malformed, too long) get the same error shape as all others. */
final class S3LayerErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        S3Code code = status < 500 ? S3Code.InvalidRequest : S3Code.InternalError;
        byte[] body = XmlWriter.plain("Error")
                .put("Code", code.name())
                .put(
                        "Message",
                        "The request was refused by the HTTP layer: "
                                + request.getAttribute(ErrorHandler.ERROR_MESSAGE))
                .bytes();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
