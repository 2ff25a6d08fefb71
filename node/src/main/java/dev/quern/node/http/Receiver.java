package dev.quern.node.http;

import java.io.IOException;

/**
 * Hears an answer, on the loop's thread: nothing here may wait. In this order: {@link #interim} any number of times,
 * {@link #head}, {@link #content} until it is the last, or {@link #failed} instead of whatever was to follow.
 */
public interface Receiver {
    /** A head with a status of 1xx, but 101. */
    void interim(ResponseHead head);

    /**
     * The head of the answer. If it is a {@link ResponseHead#isSwitch switch}, which only a request that asks for it
     * gets, the content is all that the server sends from now on, and {@link ServerConnection#send} sends more.
     */
    void head(ResponseHead head);

    /** A piece of the content, which the receiver gives back: {@link Piece#done}. */
    void content(Piece piece);

    /**
     * @param silent whether the server sent nothing before: if the connection had been used before, it may never have
     *     seen the request
     */
    void failed(IOException cause, boolean silent);
}
