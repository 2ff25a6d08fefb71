package dev.quern.store.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class GarbageRowsTest {
    private static final Instant FUTURE = Instant.now().plus(Duration.ofDays(1));

    private final Store store;
    private final RegistryRows registry;
    private String namespace = "";
    private Repository repository = new Repository(new UUID(0, 0), "", "");

    GarbageRowsTest(Store store) {
        this.store = store;
        this.registry = store.registry();
    }

    @BeforeEach
    void makeRepository() {
        namespace = store.namespaces().create(Samples.name()).name();
        repository = registry.repositories().open(namespace, namespace + "/app");
    }

    @Test
    void whatATagOrItsIndexNamesStays() {
        String layer = blob();
        String inner = manifest(Optional.empty(), List.of(layer), List.of(), Optional.empty());
        String index = manifest(Optional.of("v1"), List.of(), List.of(inner), Optional.empty());
        assertThat(collect()).isZero();
        registry.tags().delete(repository, "v1");
        assertThat(collect()).isEqualTo(2);
        assertThat(registry.manifests().find(repository.id(), index)).isEmpty();
        assertThat(registry.blobs().size(repository.id(), layer)).isEmpty();
        assertThat(registry.garbage().blobs(FUTURE, "", 1000)).contains(layer, inner, index);
    }

    @Test
    void referrersStayAsLongAsTheirSubject() {
        String subject = manifest(Optional.of("v1"), List.of(), List.of(), Optional.empty());
        String signature = manifest(Optional.empty(), List.of(blob()), List.of(), Optional.of(subject));
        assertThat(collect()).isZero();
        assertThat(registry.referrers().of(repository.id(), subject, Optional.empty(), "", 10))
                .extracting(ManifestEntry::digest)
                .containsExactly(signature);
        registry.manifests().delete(repository, subject);
        assertThat(collect()).isEqualTo(1);
    }

    @Test
    void aVersionKeepsItsImage() {
        String digest = manifest(Optional.empty(), List.of(blob()), List.of(), Optional.empty());
        Image known = Samples.image(store, namespace);
        store.images().add(new Image(digest, known.config(), 1, known.loadedAt()), namespace, List.of(digest));
        FunctionName function = new FunctionName(namespace, "f");
        store.versions().create(function, digest, "app", FunctionConfig.defaults(), "k");
        assertThat(collect()).isZero();
        store.functions().remove(function);
        assertThat(collect()).isEqualTo(1);
    }

    @Test
    void theYoungStay() {
        manifest(Optional.empty(), List.of(blob()), List.of(), Optional.empty());
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        assertThat(registry.garbage().manifests(repository.id(), before)).isZero();
        assertThat(registry.garbage().links(repository.id(), before)).isZero();
    }

    @Test
    void anAnnouncedBlobIsNotRemoved() {
        String digest = digest();
        UUID upload = UUID.randomUUID();
        registry.uploads().begin(upload, repository.id());
        registry.blobs().announce(upload, digest, 1);
        assertThat(registry.garbage().remove(digest, FUTURE, _ -> {})).isFalse();
        registry.blobs().link(upload, repository, digest, Quota.NONE);
        assertThat(registry.garbage().remove(digest, FUTURE, _ -> {})).isFalse();
        assertThat(registry.blobs().unlink(repository.id(), digest)).isEqualTo(BlobRows.Unlinked.DONE);
        assertThat(registry.garbage().remove(digest, FUTURE, _ -> {})).isTrue();
    }

    @Test
    void missingThingsAreNamedAndNothingIsRecorded() {
        String layer = digest();
        String child = digest();
        UUID upload = UUID.randomUUID();
        registry.uploads().begin(upload, repository.id());
        String digest = digest();
        registry.blobs().announce(upload, digest, 1);
        assertThat(registry.manifests()
                        .put(
                                upload,
                                repository,
                                stored(digest, List.of(layer), List.of(child), Optional.empty()),
                                Optional.of("v1"),
                                Quota.NONE))
                .containsExactlyInAnyOrder(layer, child);
        assertThat(registry.tags().find(repository.id(), "v1")).isEmpty();
    }

    /**
     * Pushes, deletions and collections of the same few blobs race; the bytes are a map. A manifest that was accepted and not deleted must have all its bytes at the end.
     */
    @Test
    void nothingReferencedIsEverCollected() throws Exception {
        List<String> shared = List.of(digest(), digest(), digest());
        Map<String, Boolean> bytes = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        List<Repository> repositories = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            repositories.add(registry.repositories().open(namespace, namespace + "/race" + i));
        }
        int refused = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> collector = threads.submit(() -> {
                while (!stop.get()) {
                    // Links get a moment, or no manifest would ever find its blobs; blobs without links get none.
                    Instant moment = Instant.now().minusMillis(100);
                    repositories.forEach(r -> registry.garbage().links(r.id(), moment));
                    for (String digest : registry.garbage().blobs(FUTURE, "", 1000)) {
                        registry.garbage().remove(digest, FUTURE, bytes::remove);
                    }
                }
            });
            List<Future<Integer>> pushers = repositories.stream()
                    .map(r -> threads.submit(() -> pushAndDelete(r, shared, bytes)))
                    .toList();
            for (Future<Integer> pusher : pushers) {
                refused += pusher.get();
            }
            stop.set(true);
            collector.get();
        }
        for (Repository r : repositories) {
            assertThat(registry.tags().find(r.id(), "last")).isPresent();
            assertThat(shared).allMatch(d -> registry.blobs().size(r.id(), d).isPresent());
        }
        assertThat(bytes.keySet()).containsAll(shared);
        assertThat(refused)
                .as("pushes that lost a blob before its manifest came")
                .isLessThan(3 * 60);
    }

    /** Returns how many manifests were refused; the last one is pushed until it is not. */
    private int pushAndDelete(Repository r, List<String> blobs, Map<String, Boolean> bytes) {
        int refused = 0;
        for (int i = 0; i < 60 || registry.tags().find(r.id(), "last").isEmpty(); i++) {
            for (String digest : blobs) {
                UUID upload = UUID.randomUUID();
                registry.uploads().begin(upload, r.id());
                registry.blobs().announce(upload, digest, 1);
                bytes.put(digest, true);
                registry.blobs().link(upload, r, digest, Quota.NONE);
            }
            String digest = digest();
            UUID upload = UUID.randomUUID();
            registry.uploads().begin(upload, r.id());
            registry.blobs().announce(upload, digest, 1);
            bytes.put(digest, true);
            String tag = i < 59 ? "t" : "last";
            boolean taken = registry.manifests()
                    .put(upload, r, stored(digest, blobs, List.of(), Optional.empty()), Optional.of(tag), Quota.NONE)
                    .isEmpty();
            if (!taken) {
                refused++;
            } else {
                assertThat(bytes.keySet()).containsAll(blobs).contains(digest);
                if (i < 59) {
                    registry.manifests().delete(r, digest);
                }
            }
        }
        return refused;
    }

    private int collect() {
        int gone = registry.garbage().manifests(repository.id(), FUTURE);
        registry.garbage().links(repository.id(), FUTURE);
        return gone;
    }

    private String blob() {
        String digest = digest();
        UUID upload = UUID.randomUUID();
        registry.uploads().begin(upload, repository.id());
        registry.blobs().announce(upload, digest, 1);
        registry.blobs().link(upload, repository, digest, Quota.NONE);
        return digest;
    }

    private String manifest(Optional<String> tag, List<String> blobs, List<String> children, Optional<String> subject) {
        String digest = digest();
        UUID upload = UUID.randomUUID();
        registry.uploads().begin(upload, repository.id());
        registry.blobs().announce(upload, digest, 1);
        assertThat(registry.manifests()
                        .put(upload, repository, stored(digest, blobs, children, subject), tag, Quota.NONE))
                .isEmpty();
        return digest;
    }

    private static StoredManifest stored(
            String digest, List<String> blobs, List<String> children, Optional<String> subject) {
        return new StoredManifest(
                digest,
                "application/vnd.oci.image.manifest.v1+json",
                1,
                Optional.of("test"),
                subject,
                Map.of("a", "b"),
                blobs,
                children);
    }

    private static String digest() {
        byte[] bytes = new byte[32];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "sha256:" + HexFormat.of().formatHex(bytes);
    }
}
