package dev.quern.store.backup;

import java.util.List;

/** Every table a backup holds, each after those it refers to. */
final class Tables {
    static final List<String> ALL = List.of(
            "installation",
            "namespaces",
            "keys",
            "images",
            "image_names",
            "version_numbers",
            "functions",
            "versions",
            "aliases",
            "alias_steps",
            "calls");

    private Tables() {}
}
