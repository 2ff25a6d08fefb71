package dev.quern.store.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.access.Role;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class RoutingListenerTest {
    private final Store store;

    RoutingListenerTest(Store store) {
        this.store = store;
    }

    @Test
    void hearsEveryKindOfChange() {
        Set<RoutingChange> heard = ConcurrentHashMap.newKeySet();
        try (RoutingListener _ = store.listen(heard::addAll)) {
            assertThat(heard).contains(RoutingChange.ALL);
            FunctionName function = Samples.function(store);
            Image image = Samples.image(store, function.namespace());
            store.versions().create(function, image.digest(), "a", FunctionConfig.defaults(), "key");
            String key = store.keys()
                    .create("x", Role.INVOKER, Optional.of("default"), Optional.empty())
                    .key()
                    .id();
            await().untilAsserted(() -> assertThat(heard)
                    .contains(
                            RoutingChange.function(function),
                            RoutingChange.image(image.digest()),
                            RoutingChange.namespace(function.namespace()),
                            RoutingChange.key(key)));
        }
    }

    @Test
    void whatANewerProgramSaysMeansReloadAll() {
        assertThat(RoutingChange.parse("pipeline media/x")).isEqualTo(RoutingChange.ALL);
        assertThat(RoutingChange.parse("")).isEqualTo(RoutingChange.ALL);
        assertThat(RoutingChange.parse("all ")).isEqualTo(RoutingChange.ALL);
        assertThat(RoutingChange.parse("key abc")).isEqualTo(RoutingChange.key("abc"));
    }
}
