package dev.quern.store.key;

/** A key and its bearer, which exists only here: the store keeps a hash. */
public record NewKey(StoredKey key, Bearer bearer) {}
