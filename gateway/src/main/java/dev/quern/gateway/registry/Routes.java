package dev.quern.gateway.registry;

import dev.quern.core.access.Role;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import java.util.Optional;

/** Finds what a request is about, looks whether its sender may, and hands it to whom it concerns. */
final class Routes {
    private final Listings listings;
    private final ManifestRoutes manifests;
    private final BlobRoutes blobs;
    private final UploadRoutes uploads;

    Routes(Registry registry, Runnable onChange) {
        this.listings = new Listings(registry);
        this.manifests = new ManifestRoutes(registry, onChange);
        this.blobs = new BlobRoutes(registry);
        this.uploads = new UploadRoutes(registry);
    }

    /** @param path what follows {@code /v2} */
    Reply serve(String path, RegistryExchange x) throws Exception {
        Optional<Target> target = Target.parse(path);
        if (target.isEmpty()) {
            return Reply.error(404, Code.UNSUPPORTED, "There is no such route");
        }
        return switch (target.get()) {
            case Target.Base _ -> isRead(x) ? Reply.json(new byte[] {'{', '}'}) : notAllowed(x);
            case Target.Catalog _ -> isRead(x) ? listings.catalog(x) : notAllowed(x);
            case Target.Within within -> within(within, x);
        };
    }

    private Reply within(Target.Within target, RegistryExchange x) throws Exception {
        Optional<RepositoryName> name = RepositoryName.parse(target.repository());
        if (name.isEmpty()) {
            return Reply.error(
                    Code.NAME_INVALID,
                    "This is no repository's name: write NAMESPACE/NAME in lower case, for example default/app");
        }
        Optional<Reply> refusal =
                Access.refusal(x.principal(), role(target, x), name.get().namespace());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return switch (target) {
            case Target.Tags _ -> isRead(x) ? listings.tags(name.get(), x) : notAllowed(x);
            case Target.Referrers t -> isRead(x) ? listings.referrers(name.get(), t.digest(), x) : notAllowed(x);
            case Target.Manifest t -> manifests.serve(name.get(), t.reference(), x);
            case Target.Blob t -> blobs.serve(name.get(), t.digest(), x);
            case Target.NewUpload _ -> x.method().equals("POST") ? uploads.begin(name.get(), x) : notAllowed(x);
            case Target.OpenUpload t -> uploads.serve(name.get(), t.id(), x);
        };
    }

    /** An upload is its pusher's, so even to look how far it is takes one who may push. */
    private static Role role(Target.Within target, RegistryExchange x) {
        boolean pulls = isRead(x) && !(target instanceof Target.OpenUpload);
        return pulls ? Role.INVOKER : Role.DEVELOPER;
    }

    private static boolean isRead(RegistryExchange x) {
        return x.method().equals("GET") || x.isHead();
    }

    static Reply notAllowed(RegistryExchange x) {
        return Reply.error(Code.UNSUPPORTED, "This route does not take " + x.method());
    }

    static Reply unknownRepository() {
        return Reply.error(Code.NAME_UNKNOWN, "There is no repository of this name");
    }
}
