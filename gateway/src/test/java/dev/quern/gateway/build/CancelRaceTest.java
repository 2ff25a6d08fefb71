package dev.quern.gateway.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Principal;
import dev.quern.core.api.BuildBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.manager.build.BuildImages;
import dev.quern.registry.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cancel at the very end of a build: one outcome, and no name left when that is the cancel. */
@ExtendWith(Installation.Shared.class)
class CancelRaceTest {
    @TempDir
    Path folder;

    private final Installation quern;
    private BuildServer server;
    private volatile Runnable beforeTheName = () -> {};
    private volatile Runnable atTheName = () -> {};

    CancelRaceTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void start() throws IOException {
        server = new BuildServer(quern, folder, BuildServer.SETTINGS, Watched::new);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCancelBeforeTheNameLeavesNoImage() {
        CompletableFuture<String> id = new CompletableFuture<>();
        CompletableFuture<BuildBody> answer = new CompletableFuture<>();
        beforeTheName = () -> answer.complete(cancel(id.join()));
        id.complete(server.submit("late:1", recipe()).id());
        assertThat(server.ended(id.join()).state()).isEqualTo("cancelled");
        assertThat(answer.join().state()).isEqualTo("cancelled");
        assertThat(server.log(id.join())).endsWith("cancelled\n").doesNotContain("built late");
        assertThat(server.get(id.join()).state()).isEqualTo("cancelled");
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.imageDigest(server.namespace, "late:1"));
        server.registry
                .rows()
                .repositories()
                .find(server.namespace + "/late")
                .ifPresent(
                        repository -> assertThat(server.registry.manifests().find(repository, new Reference.Tag("1")))
                                .isEmpty());
    }

    @Test
    void aCancelWhileTheImageIsNamedComesTooLate() throws Exception {
        CompletableFuture<String> id = new CompletableFuture<>();
        CompletableFuture<BuildBody> answer = new CompletableFuture<>();
        atTheName = () -> answer.completeAsync(() -> cancel(id.join()));
        id.complete(server.submit("made:1", recipe()).id());
        assertThat(server.ended(id.join()).state()).isEqualTo("succeeded");
        assertThat(answer.get(60, TimeUnit.SECONDS).state()).isEqualTo("succeeded");
        assertThat(server.log(id.join())).contains("built made:1").doesNotContain("cancelled");
        assertThat(quern.routing.imageDigest(server.namespace, "made:1"))
                .isEqualTo(server.get(id.join()).imageDigest());
    }

    private static Sent recipe() {
        return Sent.recipe("base: busybox\nbuild: [echo made > /made]\n");
    }

    private BuildBody cancel(String id) {
        return BuildServer.body(server.send("POST", "/v1/builds/" + id + "/cancel", server.developer(), new byte[0])
                .body());
    }

    /** The real images, with a word before and at the naming. */
    private final class Watched implements BuildImages {
        private final BuildImages real;

        Watched(BuildImages real) {
            this.real = real;
        }

        @Override
        public Base base(Principal who, String namespace, String name, Consumer<String> progress) {
            return real.base(who, namespace, name, progress);
        }

        @Override
        public Built take(Principal who, String namespace, String name, Path layout) {
            Built built = real.take(who, namespace, name, layout);
            beforeTheName.run();
            return new Built() {
                @Override
                public String digest() {
                    return built.digest();
                }

                @Override
                public void name() {
                    atTheName.run();
                    built.name();
                }

                @Override
                public void discard() {
                    built.discard();
                }
            };
        }
    }
}
