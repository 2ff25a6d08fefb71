package dev.quern.store.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a table's COPY stream must come to: {@code table rows sha256}, one line of the last entry. */
record TableSum(String table, long rows, String sha256) {
    String line() {
        return table + " " + rows + " " + sha256 + "\n";
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
