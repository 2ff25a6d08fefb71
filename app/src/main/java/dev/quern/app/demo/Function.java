package dev.quern.app.demo;

import java.util.List;

/**
 * What the demo deploys.
 *
 * @param command what the image's entry point is given
 * @param min sandboxes kept ready from the start
 */
record Function(String name, String image, List<String> command, int min) {
    static final Function UPPER = new Function("upper", "samples/busybox", List.of("tr", "a-z", "A-Z"), 0);
    static final Function CHECKSUM = new Function("checksum", "samples/busybox", List.of("sha256sum"), 1);
    static final Function THUMBNAIL = new Function("thumbnail", "samples/thumbnail", List.of(), 1);
}
