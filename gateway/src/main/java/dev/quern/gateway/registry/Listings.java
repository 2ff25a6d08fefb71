package dev.quern.gateway.registry;

import dev.quern.core.access.Principal;
import dev.quern.registry.BlobDigest;
import dev.quern.registry.MediaTypes;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import dev.quern.store.registry.ManifestEntry;
import dev.quern.store.registry.Repository;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Catalog, tags and referrers, page by page. */
final class Listings {
    private static final int MOST = 1000;
    private static final JsonType<CatalogPage> CATALOG = Jsonb.instance().type(CatalogPage.class);
    private static final JsonType<TagPage> TAGS = Jsonb.instance().type(TagPage.class);
    private static final JsonType<ReferrerIndex> REFERRERS = Jsonb.instance().type(ReferrerIndex.class);

    private final Registry registry;

    Listings(Registry registry) {
        this.registry = registry;
    }

    Reply catalog(RegistryExchange x) {
        Principal who = x.principal();
        Optional<Integer> limit = limit(x);
        if (limit.isEmpty()) {
            return badLimit();
        }
        Optional<String> namespace =
                who.namespace().equals(Principal.EVERYWHERE) ? Optional.empty() : Optional.of(who.namespace());
        List<String> found =
                registry.rows().repositories().names(namespace, x.query("last").orElse(""), limit.get() + 1);
        List<String> page = cut(found, limit.get());
        Reply reply = Reply.json(CATALOG.toJsonBytes(new CatalogPage(page)));
        return page.size() == found.size() ? reply : next(reply, "_catalog", limit.get(), page, "");
    }

    Reply tags(RepositoryName name, RegistryExchange x) {
        Optional<Repository> repository = registry.rows().repositories().find(name.text());
        Optional<Integer> limit = limit(x);
        if (limit.isEmpty()) {
            return badLimit();
        }
        if (repository.isEmpty()) {
            return Routes.unknownRepository();
        }
        List<String> found = registry.rows()
                .tags()
                .names(repository.get().id(), x.query("last").filter(last -> !last.isEmpty()), limit.get() + 1);
        List<String> page = cut(found, limit.get());
        Reply reply = Reply.json(TAGS.toJsonBytes(new TagPage(name.text(), page)));
        return page.size() == found.size() ? reply : next(reply, name.text() + "/tags/list", limit.get(), page, "");
    }

    Reply referrers(RepositoryName name, String digest, RegistryExchange x) {
        if (!BlobDigest.isDigest(digest)) {
            return Reply.error(Code.DIGEST_INVALID, BlobDigest.HELP);
        }
        Optional<Repository> repository = registry.rows().repositories().find(name.text());
        Optional<String> type = x.query("artifactType");
        List<ManifestEntry> found = repository.isEmpty()
                ? List.of()
                : registry.rows()
                        .referrers()
                        .of(repository.get().id(), digest, type, x.query("last").orElse(""), MOST + 1);
        List<ManifestEntry> page = cut(found, MOST);
        ReferrerIndex index = new ReferrerIndex(
                2, MediaTypes.INDEX, page.stream().map(ReferrerIndex.Entry::of).toList());
        Reply reply = Reply.json(REFERRERS.toJsonBytes(index)).with("Content-Type", MediaTypes.INDEX);
        if (type.isPresent()) {
            reply = reply.with("OCI-Filters-Applied", "artifactType");
        }
        String filter = type.map(text -> "&artifactType=" + encoded(text)).orElse("");
        return page.size() == found.size()
                ? reply
                : next(
                        reply,
                        name.text() + "/referrers/" + digest,
                        MOST,
                        page.stream().map(ManifestEntry::digest).toList(),
                        filter);
    }

    private static Reply next(Reply reply, String path, int limit, List<String> page, String more) {
        // Nothing was asked for: there is no place to go on from.
        return page.isEmpty()
                ? reply
                : reply.with(
                        "Link",
                        "</v2/" + path + "?n=" + limit + "&last=" + encoded(page.getLast()) + more + ">; rel=\"next\"");
    }

    private static <T> List<T> cut(List<T> found, int limit) {
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    /** Empty for what is no number; more than a page holds is a page. */
    private static Optional<Integer> limit(RegistryExchange x) {
        String text = x.query("n").orElse(Integer.toString(MOST));
        return text.matches("\\d{1,9}") ? Optional.of(Math.min(MOST, Integer.parseInt(text))) : Optional.empty();
    }

    private static Reply badLimit() {
        return Reply.error(400, Code.UNSUPPORTED, "n is a number of entries");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
