package dev.quern.store.registry;

import dev.quern.store.sql.Sql;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** A manifest as a descriptor names it. */
public record ManifestEntry(
        String digest, String mediaType, long size, Optional<String> artifactType, Map<String, String> annotations) {
    static final String COLUMNS = "m.digest, m.media_type, m.size_bytes, m.artifact_type, m.annotations";

    private static final JsonType<Map<String, String>> ANNOTATIONS =
            Jsonb.instance().type(String.class).map();

    public ManifestEntry {
        annotations = Map.copyOf(annotations);
    }

    static String json(Map<String, String> annotations) {
        return ANNOTATIONS.toJson(annotations);
    }

    static ManifestEntry read(ResultSet row) throws SQLException {
        return new ManifestEntry(
                row.getString("digest"),
                row.getString("media_type"),
                row.getLong("size_bytes"),
                Sql.text(row, "artifact_type"),
                ANNOTATIONS.fromJson(row.getString("annotations")));
    }
}
