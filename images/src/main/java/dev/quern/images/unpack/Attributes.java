package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.linux.Directory;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which extended attributes of a layer are kept: {@code user.*} and {@code security.capability}. Labels
 * that belong to the machine an image was built on are dropped; what else the kernel would act upon is
 * refused.
 */
final class Attributes {
    private static final List<String> DROPPED = List.of(
            "security.selinux",
            "security.ima",
            "security.evm",
            "security.apparmor",
            "security.SMACK64",
            "trusted.",
            "system.");

    private Attributes() {}

    static boolean isKept(String name) {
        return name.startsWith("user.") || name.equals("security.capability");
    }

    /** The attributes a directory has of those that are kept. */
    static List<String> of(Directory directory) {
        return directory.attributes().stream().filter(Attributes::isKept).toList();
    }

    static SortedMap<String, byte[]> kept(TarEntry entry) {
        SortedMap<String, byte[]> kept = new TreeMap<>();
        entry.attributes().forEach((name, value) -> {
            if (isKept(name)) {
                kept.put(name, value);
            } else if (name.startsWith("security.") && DROPPED.stream().noneMatch(name::startsWith)) {
                throw Invalid.image(
                        "it has the extended attribute '" + TarEntry.text(name) + "', which is not allowed");
            }
        });
        return kept;
    }
}
