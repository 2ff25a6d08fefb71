package dev.quern.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connected unix socket in the shape of {@link Socket}: as much of it as the PostgreSQL driver uses.
 * Options that mean something to TCP only are accepted and ignored.
 */
final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final UnixSocketInput input;
    private final UnixSocketOutput output;

    UnixSocket(Path path) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        input = new UnixSocketInput(channel);
        output = new UnixSocketOutput(channel);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void connect(SocketAddress endpoint) {
        // connected by the constructor
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
        // connected by the constructor
    }

    @Override
    public void setSoTimeout(int millis) {
        input.timeout(millis);
    }

    @Override
    public int getSoTimeout() {
        return input.timeout();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        input.close();
        channel.close();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // TCP only
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {
        // TCP only
    }

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // the kernel's default fits
    }

    @Override
    public int getReceiveBufferSize() {
        return 1 << 16;
    }

    @Override
    public void setSendBufferSize(int size) {
        // the kernel's default fits
    }

    @Override
    public int getSendBufferSize() {
        return 1 << 16;
    }
}
