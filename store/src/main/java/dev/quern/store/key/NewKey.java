package dev.quern.store.key;

/**
 * A key and its secrets, which exist together only here: of the bearer the store keeps a hash, of what signs S3
 * requests a sealed form.
 *
 * @param signing the secret access key; the access key id is the key's id
 */
public record NewKey(StoredKey key, Bearer bearer, String signing) {
    @Override
    public String toString() {
        return "new " + key;
    }
}
