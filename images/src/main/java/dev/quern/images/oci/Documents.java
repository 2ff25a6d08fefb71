package dev.quern.images.oci;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON documents of images, read with care: they come from outside. */
public final class Documents {
    /** More than any real manifest or configuration has. */
    public static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 64;
    private static final Jsonb JSONB = Jsonb.builder().build();
    private static final JsonType<List<DockerManifest>> DOCKER =
            JSONB.type(DockerManifest.class).list();

    private Documents() {}

    /** @throws QuernException invalid_image */
    public static AnyManifest any(byte[] json) {
        return parse("manifest", JSONB.type(AnyManifest.class), json);
    }

    static Manifest manifest(byte[] json) {
        return parse("manifest", JSONB.type(Manifest.class), json);
    }

    static ImageIndex index(byte[] json) {
        return parse("index", JSONB.type(ImageIndex.class), json);
    }

    static ConfigFile config(byte[] json) {
        return parse("configuration", JSONB.type(ConfigFile.class), json);
    }

    static List<DockerManifest> docker(byte[] json) {
        return parse("manifest.json", DOCKER, json);
    }

    /** A list of a document: absent is empty, and a null in it is refused. */
    public static <T> List<T> list(@Nullable List<T> values) {
        if (values == null) {
            return List.of();
        }
        if (values.stream().anyMatch(Objects::isNull)) {
            throw Invalid.image("A list in one of the image's documents has a null in it");
        }
        return values;
    }

    public static byte[] bytes(Object document) {
        return JSONB.toJson(document).getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T parse(String what, JsonType<T> type, byte[] json) {
        checkDepth(what, json);
        try {
            return type.fromJson(json);
        } catch (RuntimeException e) {
            throw new QuernException(
                    ErrorCode.INVALID_IMAGE, "The image's " + what + " is no valid JSON document", null, e);
        }
    }

    /** Keeps the recursive parser from a stack overflow. */
    private static void checkDepth(String what, byte[] json) {
        int depth = 0;
        boolean string = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (string) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    string = false;
                }
            } else if (b == '"') {
                string = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw Invalid.image("The image's " + what + " is nested too deeply");
            }
        }
    }
}
