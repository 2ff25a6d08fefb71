package dev.quern.store.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.build.BuildRecord;
import dev.quern.core.build.BuildState;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Idempotency;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class BuildsTest {
    private final Store store;
    private final Builds builds;
    private final String here;

    BuildsTest(Store store) {
        this.store = store;
        this.builds = store.builds();
        this.here = store.namespaces().create(Samples.name()).name();
    }

    @Test
    void aBuildRunsAndSucceedsOnce() {
        BuildRecord build = queued();
        assertThat(builds.start(build.id())).isTrue();
        assertThat(builds.start(build.id())).isFalse();
        builds.base(build.id(), "busybox", "sha256:b");
        assertThat(builds.succeed(build.id(), "sha256:i")).isTrue();
        assertThat(builds.succeed(build.id(), "sha256:j")).isFalse();
        assertThat(builds.cancel(build.id())).isFalse();
        assertThat(builds.fail(build.id(), "late", Optional.of(1))).isFalse();
        BuildRecord now = builds.find(build.id()).orElseThrow();
        assertThat(now.state()).isEqualTo(BuildState.SUCCEEDED);
        assertThat(now.imageDigest()).contains("sha256:i");
        assertThat(now.base()).contains("busybox");
        assertThat(now.baseDigest()).contains("sha256:b");
        assertThat(builds.ofImage(here, "sha256:i")).contains(now);
        assertThat(builds.ofImage("default", "sha256:i")).isEmpty();
    }

    @Test
    void whatIsOldIsForgottenButForWhatAVersionHas() {
        String digest = Samples.image(store, here).digest();
        BuildRecord kept = ended(digest);
        BuildRecord old = ended(Samples.image().digest());
        BuildRecord running = queued();
        builds.start(running.id());
        store.versions().create(new FunctionName(here, "f"), digest, "app", FunctionConfig.defaults(), "key1");
        assertThat(builds.sweep(Sql.now().minusSeconds(3600), 1000)).isZero();
        while (builds.sweep(Sql.now().plusSeconds(1), 1) > 0) {
            assertThat(builds.find(running.id())).isPresent();
        }
        assertThat(builds.find(kept.id())).isPresent();
        assertThat(builds.find(old.id())).isEmpty();
        assertThat(builds.find(running.id())).isPresent();
    }

    @Test
    void aKeyIsOneBuildUntilItsEnd() {
        Instant now = Sql.now();
        Idempotency key = new Idempotency("k", "aa", now.plusSeconds(60));
        BuildRecord first = builds.add(record(), Optional.of(key));
        assertThat(builds.add(record(), Optional.of(key)).id()).isEqualTo(first.id());
        assertThatThrownBy(() -> builds.add(record(), Optional.of(new Idempotency("k", "bb", now.plusSeconds(60)))))
                .hasMessageContaining("Another build");
        builds.add(record(), Optional.of(new Idempotency("gone", "aa", now.minusSeconds(1))));
        BuildRecord later = record();
        assertThat(builds.add(later, Optional.of(new Idempotency("gone", "bb", now.plusSeconds(60))))
                        .id())
                .isEqualTo(later.id());
    }

    @Test
    void oneThatWasCancelledBeforeItsTurnNeverRuns() {
        BuildRecord build = queued();
        assertThat(builds.cancel(build.id())).isTrue();
        assertThat(builds.start(build.id())).isFalse();
        assertThat(builds.succeed(build.id(), "sha256:i")).isFalse();
    }

    @Test
    void aFailureKeepsItsLine() {
        BuildRecord build = queued();
        builds.start(build.id());
        builds.fail(build.id(), "line 7 \0failed", Optional.of(7));
        BuildRecord now = builds.find(build.id()).orElseThrow();
        assertThat(now.error()).contains("line 7 failed");
        assertThat(now.errorLine()).contains(7);
        assertThat(now.finishedAt()).isPresent();
    }

    @Test
    void pagesAreNewestFirstAndNobodyElses() {
        BuildRecord first = queued();
        BuildRecord second = queued();
        Page<BuildRecord> page = builds.list(Optional.of(here), Optional.empty(), PageRequest.first(1));
        assertThat(page.items()).containsExactly(second);
        assertThat(builds.list(Optional.of(here), Optional.empty(), new PageRequest(1, page.next()))
                        .items())
                .containsExactly(first);
        builds.start(first.id());
        assertThat(builds.list(Optional.of(here), Optional.of(BuildState.QUEUED), PageRequest.first(9))
                        .items())
                .containsExactly(second);
    }

    private BuildRecord ended(String digest) {
        BuildRecord build = queued();
        builds.start(build.id());
        builds.succeed(build.id(), digest);
        return build;
    }

    private BuildRecord queued() {
        return builds.add(record(), Optional.empty());
    }

    private BuildRecord record() {
        return new BuildRecord(
                Ids.next(),
                here,
                "app",
                BuildState.QUEUED,
                "quern.yaml",
                "base: scratch\n",
                "key1",
                Sql.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
