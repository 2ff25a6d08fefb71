package dev.quern.sandbox;

/**
 * Names in the stage directory, where a sandbox's root is put together. The spawner mounts {@link #LAYER}
 * over {@link #INIT}, which is a plain directory, over {@link #TREE} as {@link #ROOT}; spawn.c knows these names too.
 */
final class Stage {
    static final String TREE = "tree";
    static final String LAYER = "layer";
    static final String INIT = "init";
    static final String ROOT = "root";
    static final String PRIVATE = "private";
    static final String SOCKETS = "sockets";

    private Stage() {}

    static String mount(int index) {
        return "mount" + index;
    }
}
