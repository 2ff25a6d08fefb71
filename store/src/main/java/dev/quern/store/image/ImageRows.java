package dev.quern.store.image;

import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.store.sql.Sql;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images to rows and back. */
final class ImageRows {
    static final String COLUMNS = "i.digest, i.config, i.size_bytes, i.loaded_at";

    private static final JsonType<ConfigRow> CONFIG = Jsonb.instance().type(ConfigRow.class);

    private ImageRows() {}

    /** The JSON kept in {@code images.config}. */
    @Json
    record ConfigRow(
            String architecture,
            String os,
            List<String> entrypoint,
            List<String> command,
            List<String> environment,
            String workingDirectory,
            String user,
            Map<String, String> labels,
            @Nullable List<String> exposedPorts) {}

    static String json(ImageConfig c) {
        return CONFIG.toJson(new ConfigRow(
                c.architecture(),
                c.os(),
                c.entrypoint(),
                c.command(),
                c.environment(),
                c.workingDirectory(),
                c.user(),
                c.labels(),
                c.exposedPorts().isEmpty() ? null : c.exposedPorts()));
    }

    static Image read(ResultSet row) throws SQLException {
        ConfigRow c = CONFIG.fromJson(row.getString("config"));
        ImageConfig config = new ImageConfig(
                c.architecture(),
                c.os(),
                c.entrypoint(),
                c.command(),
                c.environment(),
                c.workingDirectory(),
                c.user(),
                c.labels(),
                c.exposedPorts() == null ? List.of() : c.exposedPorts());
        return new Image(row.getString("digest"), config, row.getLong("size_bytes"), Sql.instant(row, "loaded_at"));
    }

    static ImageName readName(ResultSet row) throws SQLException {
        return new ImageName(row.getString("namespace"), row.getString("name"), row.getString("digest"));
    }
}
