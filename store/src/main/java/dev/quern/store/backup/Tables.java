package dev.quern.store.backup;

import java.util.List;
import java.util.stream.Stream;

/** Every table a backup holds, each after those it refers to. */
final class Tables {
    private static final List<String> NONE = List.of();
    private static final List<String> FIRST = List.of(
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
    private static final List<String> SINCE_2 = List.of(
            "tasks",
            "finished_tasks",
            "task_runners",
            "task_idempotency",
            "task_callbacks",
            "task_policies",
            "usage_minutes");
    private static final List<String> SINCE_3 =
            List.of("buckets", "bucket_documents", "objects", "uploads", "object_parts");
    private static final List<String> SINCE_4 = List.of(
            "registry_repositories",
            "registry_blobs",
            "registry_repository_blobs",
            "registry_manifests",
            "registry_manifest_blobs",
            "registry_manifest_children",
            "registry_tags",
            "registry_uploads");
    private static final List<String> SINCE_5 = List.of("builds");
    private static final List<String> SINCE_12 = List.of("version_layers");

    private Tables() {}

    /** Those of a schema of this version. */
    static List<String> of(int schema) {
        return Stream.of(
                        FIRST,
                        schema < 2 ? NONE : SINCE_2,
                        schema < 3 ? NONE : SINCE_3,
                        schema < 4 ? NONE : SINCE_4,
                        schema < 5 ? NONE : SINCE_5,
                        schema < 12 ? NONE : SINCE_12)
                .flatMap(List::stream)
                .toList();
    }
}
