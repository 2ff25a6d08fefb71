package dev.quern.store.function;

import dev.quern.core.api.ConfigBody;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.store.sql.Sql;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Versions to rows and back; the configuration is kept in the API's own JSON. */
final class VersionRows {
    static final String COLUMNS =
            "v.namespace, v.function, v.number, v.image_digest, v.image_name, v.config, v.created_at, v.created_by";

    private static final JsonType<ConfigBody> CONFIG = Jsonb.instance().type(ConfigBody.class);

    private VersionRows() {}

    static String json(FunctionConfig config) {
        return CONFIG.toJson(ConfigBody.of(config));
    }

    /** The images it has layers from, in one order for all, so that two deploys cannot deadlock. */
    static List<String> layers(FunctionConfig config) {
        return config.layers().stream()
                .flatMap(layer -> layer.digest().stream())
                .distinct()
                .sorted()
                .toList();
    }

    static void addLayers(Connection c, FunctionName function, int number, FunctionConfig config) throws SQLException {
        for (String digest : layers(config)) {
            Sql.update(
                    c,
                    "INSERT INTO version_layers VALUES (?, ?, ?, ?)",
                    function.namespace(),
                    function.name(),
                    number,
                    digest);
        }
    }

    static Version read(ResultSet row) throws SQLException {
        return new Version(
                new FunctionName(row.getString("namespace"), row.getString("function")),
                row.getInt("number"),
                row.getString("image_digest"),
                row.getString("image_name"),
                CONFIG.fromJson(row.getString("config")).toConfig(),
                Sql.instant(row, "created_at"),
                row.getString("created_by"));
    }
}
