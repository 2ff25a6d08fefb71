package dev.quern.store.image;

/** A name an image goes by in a namespace: {@code busybox:latest}. */
public record ImageName(String namespace, String name, String digest) {}
