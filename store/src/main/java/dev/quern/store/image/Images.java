package dev.quern.store.image;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.Image;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Images and their names. An image belongs to every namespace that has a name for it; the unpacked
 * tree is the images module's, this is what is known about it.
 */
public final class Images {
    /** What versions are made of and have layers from. */
    private static final String USES = "(SELECT namespace, function, number, image_digest AS digest FROM versions"
            + " UNION ALL SELECT namespace, function, number, digest FROM version_layers)";

    /** Whether a namespace (NULL for any) holds the image {@code i}: by a name or by a version. */
    private static final String HELD = "(EXISTS (SELECT 1 FROM image_names n WHERE n.digest = i.digest"
            + " AND (?::text IS NULL OR n.namespace = ?)) OR EXISTS (SELECT 1 FROM " + USES + " v"
            + " WHERE v.digest = i.digest AND (?::text IS NULL OR v.namespace = ?)))";

    private final Db db;
    private final RoutingNotifier notifier;

    public Images(Db db, RoutingNotifier notifier) {
        this.db = db;
        this.notifier = notifier;
    }

    /** Records a loaded image and names it in {@code namespace}; a name moves, the image stays what it is. */
    public void add(Image image, String namespace, List<String> names) {
        db.write(c -> {
            if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", namespace)) {
                throw new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + namespace + "'");
            }
            Sql.update(
                    c,
                    "INSERT INTO images VALUES (?, ?::jsonb, ?, ?) ON CONFLICT (digest)"
                            + " DO UPDATE SET loaded_at = excluded.loaded_at, size_bytes = excluded.size_bytes",
                    image.digest(),
                    ImageRows.json(image.config()),
                    image.sizeBytes(),
                    image.loadedAt());
            // In one order, so that two loads of the same names cannot deadlock.
            for (String name : names.stream().sorted().toList()) {
                Sql.update(
                        c,
                        "INSERT INTO image_names VALUES (?, ?, ?, ?) ON CONFLICT (namespace, name)"
                                + " DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at",
                        namespace,
                        name,
                        image.digest(),
                        Sql.now());
            }
            return true;
        });
        notifier.changed(RoutingChange.image(image.digest()));
    }

    public Optional<Image> find(String digest) {
        return db.read(c -> Sql.one(
                c, ImageRows::read, "SELECT " + ImageRows.COLUMNS + " FROM images i WHERE i.digest = ?", digest));
    }

    /**
     * The image with its names there, if the namespace holds it.
     *
     * @param namespace empty for any
     */
    public Optional<NamedImage> find(Optional<String> namespace, String digest) {
        return db.read(c -> {
            List<Image> found = Sql.list(
                    c,
                    ImageRows::read,
                    "SELECT " + ImageRows.COLUMNS + " FROM images i WHERE i.digest = ? AND " + HELD,
                    digest,
                    namespace,
                    namespace,
                    namespace,
                    namespace);
            return named(c, namespace, found).stream().findFirst();
        });
    }

    /** The image {@code name} stands for in {@code namespace}. */
    public Optional<Image> resolve(String namespace, String name) {
        return db.read(c -> Sql.one(
                c,
                ImageRows::read,
                "SELECT " + ImageRows.COLUMNS + " FROM image_names n JOIN images i USING (digest)"
                        + " WHERE n.namespace = ? AND n.name = ?",
                namespace,
                name));
    }

    /** Last loaded first. */
    public Page<NamedImage> list(Optional<String> namespace, PageRequest page) {
        Cursor from = page.point();
        return db.read(c -> {
            List<Image> found = Sql.list(
                    c,
                    ImageRows::read,
                    "SELECT " + ImageRows.COLUMNS + " FROM images i WHERE " + HELD
                            + " AND (i.loaded_at, i.digest) < (?, ?)"
                            + " ORDER BY i.loaded_at DESC, i.digest DESC LIMIT ?",
                    namespace,
                    namespace,
                    namespace,
                    namespace,
                    from.time(),
                    from.name(),
                    page.fetch());
            return Page.cut(
                    named(c, namespace, found),
                    page,
                    i -> new Cursor(i.image().loadedAt(), i.image().digest()).text());
        });
    }

    public List<Image> all() {
        return db.read(c -> Sql.list(c, ImageRows::read, "SELECT " + ImageRows.COLUMNS + " FROM images i"));
    }

    public List<ImageName> allNames() {
        return db.read(c -> Sql.list(c, ImageRows::readName, "SELECT * FROM image_names"));
    }

    /**
     * Takes the image out of a namespace, or out of all.
     *
     * @return whether nobody holds it any more, so that its tree may be deleted
     * @throws QuernException image_not_found; in_use while a version there runs it
     */
    public boolean remove(Optional<String> namespace, String digest) {
        boolean gone = db.write(c -> {
            // The lock a new version of this image takes the weaker half of.
            if (!Sql.exists(c, "SELECT 1 FROM images WHERE digest = ? FOR UPDATE", digest)) {
                throw unknown(digest);
            }
            Optional<String> user = Sql.one(
                    c,
                    row -> row.getString(1),
                    "SELECT namespace || '/' || function || '@' || number FROM " + USES + " v"
                            + " WHERE digest = ? AND (?::text IS NULL OR namespace = ?) LIMIT 1",
                    digest,
                    namespace,
                    namespace);
            if (user.isPresent()) {
                throw new QuernException(
                        ErrorCode.IN_USE,
                        "The image is used by " + user.get(),
                        "Remove the function or the version first.");
            }
            int names = Sql.update(
                    c,
                    "DELETE FROM image_names WHERE digest = ? AND (?::text IS NULL OR namespace = ?)",
                    digest,
                    namespace,
                    namespace);
            if (names == 0 && namespace.isPresent()) {
                throw unknown(digest);
            }
            return Sql.update(
                            c,
                            "DELETE FROM images i WHERE i.digest = ?"
                                    + " AND NOT EXISTS (SELECT 1 FROM image_names n WHERE n.digest = i.digest)"
                                    + " AND NOT EXISTS (SELECT 1 FROM " + USES + " v WHERE v.digest = i.digest)",
                            digest)
                    == 1;
        });
        notifier.changed(RoutingChange.image(digest));
        return gone;
    }

    private static List<NamedImage> named(Connection c, Optional<String> namespace, List<Image> images)
            throws SQLException {
        Map<String, List<ImageName>> names = Sql.list(
                        c,
                        ImageRows::readName,
                        "SELECT * FROM image_names WHERE digest = ANY (?) AND (?::text IS NULL OR namespace = ?)"
                                + " ORDER BY namespace, name",
                        images.stream().map(Image::digest).toArray(String[]::new),
                        namespace,
                        namespace)
                .stream()
                .collect(Collectors.groupingBy(ImageName::digest));
        List<NamedImage> all = new ArrayList<>();
        for (Image image : images) {
            all.add(new NamedImage(image, names.getOrDefault(image.digest(), List.of())));
        }
        return all;
    }

    private static QuernException unknown(String digest) {
        return new QuernException(ErrorCode.IMAGE_NOT_FOUND, "There is no image " + digest);
    }
}
