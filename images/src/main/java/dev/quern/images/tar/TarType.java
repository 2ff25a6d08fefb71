package dev.quern.images.tar;

/** What a tar entry makes. */
public enum TarType {
    FILE,
    HARD_LINK,
    SYMLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    DIRECTORY,
    FIFO
}
