package dev.quern.node.http;

import java.nio.ByteBuffer;

/** A way to one server for one exchange after the other, whatever it speaks. */
public interface ServerConnection {
    /**
     * Takes the connection for an exchange, whose answer {@code to} hears. Nothing is sent before {@link #send}.
     *
     * @return false when the server closed it while it was idle
     */
    boolean begin(Receiver to, RequestHead head);

    /**
     * Sends the next bytes of the content, the first time behind the head; one at a time, the next after the callback.
     *
     * @param last whether they are its last
     * @param content as it is, empty perhaps
     */
    void send(boolean last, SendCallback callback, ByteBuffer content);

    /**
     * {@code then} runs once the server has done with the exchange that is over: at once, unless the server has to say
     * that it is free for another.
     */
    default void whenFree(Runnable then) {
        then.run();
    }

    /** Whether another exchange may begin. */
    boolean isIdle();

    /**
     * Ends the connection; the receiver of an exchange under way hears no more of it, a sender that it failed.
     *
     * @return false when it was closed before
     */
    boolean close();
}
