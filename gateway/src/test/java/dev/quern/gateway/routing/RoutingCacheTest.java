package dev.quern.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.store.key.NewKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes are made at the store directly, as another gateway would. */
@ExtendWith(Installation.Shared.class)
class RoutingCacheTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Installation quern;
    private FunctionName function = new FunctionName("default", "x");
    private String digest = "";

    RoutingCacheTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void makeNames() {
        String namespace = quern.namespace();
        digest = quern.image(namespace, "app:latest").digest();
        function = new FunctionName(namespace, "f");
    }

    @Test
    void hearsWhatOtherGatewaysDo() {
        deploy();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> live() == 1);
        deploy();
        await().atMost(PATIENCE).until(() -> live() == 2);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        quern.routing.imageDigest(function.namespace(), "app").equals(digest));
        NewKey key = quern.store.keys().create("x", Role.ADMIN, Optional.empty(), Optional.empty());
        await().atMost(PATIENCE)
                .until(() -> quern.routing.authenticate(key.bearer().text()).isPresent());
        quern.store.keys().remove(key.key().id());
        await().atMost(PATIENCE)
                .until(() -> quern.routing.authenticate(key.bearer().text()).isEmpty());
        quern.store.functions().remove(function);
        await().atMost(PATIENCE).untilAsserted(() -> Refused.with(ErrorCode.FUNCTION_NOT_FOUND, this::live));
    }

    @Test
    void ofTwoChangesAtOnceTheNewerIsWhatIsKept() throws InterruptedException {
        deploy();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger kept = new AtomicInteger();
        AtomicBoolean stops = new AtomicBoolean();
        try (RoutingCache cache = RoutingCache.start(quern.store)) {
            cache.onFunctions(() -> {
                int now = cache.target(function, "live").orElseThrow().version();
                if (stops.getAndSet(false)) {
                    read.countDown();
                    awaitUninterruptibly(goOn);
                }
                kept.set(now);
            });
            stops.set(true);
            Thread older = Thread.ofPlatform().start(() -> cache.refreshFunction(function));
            read.await();
            int made = deploy();
            Thread newer = Thread.ofPlatform().start(() -> cache.refreshFunction(function));
            await().atMost(PATIENCE).until(() -> kept.get() == made || newer.getState() == Thread.State.WAITING);
            goOn.countDown();
            older.join();
            newer.join();
            assertThat(kept).hasValue(made);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goesOnWithoutTheDatabaseAndCatchesUpWithIt() {
        deploy();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> live() == 1);
        long killed = quern.store.serverPid().orElseThrow();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        assertThat(live()).isEqualTo(1);
        quern.routing.refreshFunction(function);
        assertThat(live()).isEqualTo(1);
        await().atMost(PATIENCE)
                .until(() ->
                        quern.store.serverPid().filter(pid -> pid != killed).isPresent() && quern.store.ready());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            deploy();
            return true;
        });
        int made = quern.store.aliases().find(function, "live").orElseThrow().version();
        await().atMost(PATIENCE).until(() -> live() == made);
    }

    @Test
    void namesWhatIsMissing() {
        deploy();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> live() == 1);
        Refused.with(ErrorCode.ALIAS_NOT_FOUND, () -> quern.routing.resolve(function, Selector.parse("beta")));
        Refused.with(ErrorCode.VERSION_NOT_FOUND, () -> quern.routing.resolve(function, Selector.parse("9")));
        Refused.with(
                ErrorCode.FUNCTION_NOT_FOUND,
                () -> quern.routing.resolve(new FunctionName(function.namespace(), "g"), Selector.LIVE));
    }

    private int deploy() {
        return quern.store
                .versions()
                .create(function, digest, "app", FunctionConfig.defaults(), "key")
                .number();
    }

    private int live() {
        return quern.routing.resolve(function, Selector.LIVE).number();
    }
}
