package dev.quern.cli.http;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections; every way to fail is an error that says what to do. */
final class Dialer {
    private static final int CONNECT_MILLIS = 10_000;

    private Dialer() {}

    static Socket dial(Endpoint endpoint) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // A call may be silent for hours; a peer that vanished should still be noticed.
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(endpoint.address(), endpoint.port()), CONNECT_MILLIS);
            return endpoint.tls() ? secure(socket, endpoint) : socket;
        } catch (IOException e) {
            close(socket);
            boolean distrust = e instanceof SSLException;
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot reach " + endpoint.url() + ": " + e.getMessage(),
                    distrust
                            ? "Log in with 'quern login --ca FILE', FILE holding the certificate to trust."
                            : "Check the address, and that 'quern up' runs there.",
                    e);
        }
    }

    private static Socket secure(Socket plain, Endpoint endpoint) throws IOException {
        SSLSocket socket = (SSLSocket) Trust.of(endpoint.certificate())
                .getSocketFactory()
                .createSocket(plain, endpoint.address(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        plain.setSoTimeout(CONNECT_MILLIS);
        socket.startHandshake();
        return socket;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was never open.
        }
    }
}
