package dev.quern.gateway.resource;

import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasShareBody;
import dev.quern.core.api.BuildBody;
import dev.quern.core.api.CallBody;
import dev.quern.core.api.ConfigBody;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.InstanceBody;
import dev.quern.core.api.KeyBody;
import dev.quern.core.api.NamespaceBody;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.build.BuildRecord;
import dev.quern.core.call.CallRecord;
import dev.quern.core.function.FunctionState;
import dev.quern.core.function.Version;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.store.function.AliasPointer;
import dev.quern.store.function.StoredFunction;
import dev.quern.store.key.StoredKey;
import dev.quern.store.namespace.Namespace;
import java.util.List;
import java.util.Optional;

/** What the store knows, in the words of the API. */
final class Bodies {
    private static final double MICROS = 1000.0;

    private Bodies() {}

    static VersionBody version(Version v) {
        return version(v, Optional.empty());
    }

    static VersionBody version(Version v, Optional<BuildRecord> build) {
        return new VersionBody(
                v.function().namespace(),
                v.function().name(),
                v.number(),
                v.imageDigest(),
                v.imageName(),
                ConfigBody.of(v.config()),
                v.createdAt().toString(),
                v.createdBy(),
                build.map(b -> BuildBody.of(b, true)).orElse(null));
    }

    static FunctionBody function(
            StoredFunction f,
            FunctionState state,
            Optional<ScaleBody> scale,
            Optional<List<AliasPointer>> expected,
            Optional<List<VersionStateBody>> actual,
            Optional<List<InstanceBody>> instances) {
        return new FunctionBody(
                f.name().namespace(),
                f.name().name(),
                f.sharing().mode().wire(),
                f.sharing().namespaces().stream().sorted().toList(),
                f.live().map(Bodies::version).orElse(null),
                f.versions(),
                f.createdAt().toString(),
                state.wire(),
                scale.orElse(null),
                expected.map(all -> all.stream().map(Bodies::alias).toList()).orElse(null),
                actual.orElse(null),
                instances.orElse(null));
    }

    static AliasBody alias(AliasPointer a) {
        return new AliasBody(
                a.alias(),
                a.version(),
                a.target().other().map(AliasShareBody::of).orElse(null),
                a.target().stickyHeader().orElse(null),
                a.updatedAt().toString());
    }

    static NamespaceBody namespace(Namespace n) {
        return new NamespaceBody(n.name(), n.createdAt().toString());
    }

    static KeyBody key(StoredKey k) {
        return new KeyBody(
                k.id(),
                k.name(),
                k.principal().role().wire(),
                k.principal().namespace(),
                k.createdAt().toString(),
                k.maxRunning().orElse(null));
    }

    static ImageBody image(Image image, List<String> names) {
        ImageConfig config = image.config();
        return new ImageBody(
                image.digest(),
                names,
                image.sizeBytes(),
                config.architecture(),
                config.entrypoint(),
                config.command(),
                config.user(),
                config.workingDirectory(),
                config.environment(),
                image.loadedAt().toString());
    }

    static CallBody call(CallRecord c) {
        return new CallBody(
                c.id().toString(),
                c.namespace(),
                c.function().map(FunctionName::name).orElse(null),
                c.version(),
                c.imageDigest(),
                c.state().wire(),
                c.exitCode().isPresent() ? Integer.valueOf(c.exitCode().getAsInt()) : null,
                c.error().orElse(null),
                c.message().orElse(null),
                c.stderrTail().orElse(null),
                c.startedAt().toString(),
                c.queueMicros() / MICROS,
                c.sandboxMicros() / MICROS,
                c.runMicros() / MICROS,
                c.cpuMicros() / MICROS,
                c.peakMemoryBytes(),
                c.bytesIn(),
                c.bytesOut(),
                c.pooled(),
                c.node());
    }
}
