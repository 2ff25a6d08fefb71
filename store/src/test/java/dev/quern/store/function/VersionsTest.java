package dev.quern.store.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Mount;
import dev.quern.core.function.Serving;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.DataSize;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class VersionsTest {
    private final Store store;
    private FunctionName function = new FunctionName("default", "none");
    private String image = "";

    VersionsTest(Store store) {
        this.store = store;
    }

    @BeforeEach
    void makeNames() {
        function = Samples.function(store);
        image = Samples.image(store, function.namespace()).digest();
    }

    @Test
    void deployMakesTheFunctionAndItsFirstLiveVersion() {
        Version made = deploy();
        assertThat(made.number()).isEqualTo(1);
        StoredFunction found = store.functions().find(function).orElseThrow();
        assertThat(found.live()).contains(made);
        assertThat(found.versions()).isEqualTo(1);
        assertThat(live()).isEqualTo(1);
    }

    @Test
    void everyPartOfTheConfigurationComesBack() {
        FunctionConfig config = new FunctionConfig(
                Contract.STDIO,
                List.of("a b", "", "ü\"'\\\n"),
                Fresh.PROCESS,
                Optional.of("runc"),
                DataSize.ofMebibytes(17),
                Duration.ofMillis(1),
                2,
                3,
                4,
                5,
                Map.of("A", "b=c\n"),
                List.of(Mount.parse("/data/in:/in"), Mount.parse("/data/out:/out:rw")),
                Map.of("team", "x"),
                Serving.DEFAULT);
        store.versions().create(function, image, "app:latest", config, "key");
        assertThat(store.versions().find(function, 1).orElseThrow().config()).isEqualTo(config);
    }

    @Test
    void concurrentDeploysGetDifferentNumbersWithoutGaps() throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> deploy = () -> deploy().number();
            for (Future<Integer> one : threads.invokeAll(java.util.Collections.nCopies(24, deploy))) {
                numbers.add(one.get());
            }
        }
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 24).boxed().toList());
        assertThat(live()).isEqualTo(24);
    }

    @Test
    void aRemovedNumberNeverComesBack() {
        deploy();
        deploy();
        store.aliases().set(function, "live", 1);
        store.versions().remove(function, 2);
        assertThat(deploy().number()).isEqualTo(3);
        store.functions().remove(function);
        assertThat(store.functions().find(function)).isEmpty();
        assertThat(deploy().number()).isEqualTo(4);
    }

    @Test
    void rollbackGoesToWhatTheAliasNamedBefore() {
        deploy();
        deploy();
        deploy();
        assertThat(store.aliases().rollback(function, "live").version()).isEqualTo(2);
        assertThat(store.aliases().rollback(function, "live").version()).isEqualTo(1);
        assertThat(deploy().number()).isEqualTo(4);
        assertThat(store.aliases().rollback(function, "live").version()).isEqualTo(1);
        refused(ErrorCode.CONFLICT, () -> store.aliases().rollback(function, "live"));
        assertThat(live()).isEqualTo(1);
    }

    @Test
    void rollbackPassesOverRemovedVersionsAndRepetitions() {
        deploy();
        deploy();
        deploy();
        store.aliases().set(function, "live", 3);
        store.versions().remove(function, 2);
        assertThat(store.aliases().rollback(function, "live").version()).isEqualTo(1);
    }

    @Test
    void anAliasedVersionIsInUse() {
        deploy();
        refused(ErrorCode.IN_USE, () -> store.versions().remove(function, 1));
        store.aliases().remove(function, "live");
        store.versions().remove(function, 1);
        assertThat(store.functions().find(function).orElseThrow().live()).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        refused(ErrorCode.FUNCTION_NOT_FOUND, () -> store.functions().remove(function));
        refused(ErrorCode.FUNCTION_NOT_FOUND, () -> store.aliases().set(function, "x", 1));
        deploy();
        refused(ErrorCode.VERSION_NOT_FOUND, () -> store.aliases().set(function, "x", 2));
        refused(ErrorCode.VERSION_NOT_FOUND, () -> store.versions().remove(function, 2));
        refused(ErrorCode.ALIAS_NOT_FOUND, () -> store.aliases().remove(function, "x"));
        refused(ErrorCode.ALIAS_NOT_FOUND, () -> store.aliases().rollback(function, "x"));
        refused(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> store.versions()
                        .create(function, "sha256:" + "f".repeat(64), "x", FunctionConfig.defaults(), "key"));
        refused(
                ErrorCode.NAMESPACE_NOT_FOUND,
                () -> store.versions()
                        .create(new FunctionName("nowhere", "x"), image, "x", FunctionConfig.defaults(), "key"));
    }

    @Test
    void aRefusedDeployUsesNoNumber() {
        refused(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> store.versions()
                        .create(function, "sha256:" + "f".repeat(64), "x", FunctionConfig.defaults(), "key"));
        assertThat(deploy().number()).isEqualTo(1);
    }

    @Test
    void listsPageByPageNewestFirst() {
        for (int i = 0; i < 5; i++) {
            deploy();
        }
        var first = store.versions().list(function, PageRequest.first(3));
        assertThat(first.items()).extracting(Version::number).containsExactly(5, 4, 3);
        var second = store.versions().list(function, new PageRequest(3, first.next()));
        assertThat(second.items()).extracting(Version::number).containsExactly(2, 1);
        assertThat(second.next()).isEmpty();
    }

    @Test
    void functionsOfOneNamespaceAreListedWithoutTheOthers() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            FunctionName next = new FunctionName(function.namespace(), "f" + i);
            store.versions().create(next, image, "app", FunctionConfig.defaults(), "key");
            names.addFirst(next.toString());
        }
        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = store.functions().list(Optional.of(function.namespace()), new PageRequest(2, cursor));
            page.items().forEach(f -> listed.add(f.name().toString()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(listed).containsExactlyElementsOf(names);
    }

    @Test
    void aStrangeCursorIsRefused() {
        for (String cursor : new String[] {"x", "💥", "AAAA", "LTE", "a".repeat(2000)}) {
            refused(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> store.functions().list(Optional.empty(), new PageRequest(2, Optional.of(cursor))));
            refused(
                    ErrorCode.INVALID_ARGUMENT,
                    () -> store.versions().list(function, new PageRequest(2, Optional.of(cursor))));
        }
    }

    private Version deploy() {
        return store.versions().create(function, image, "app:latest", FunctionConfig.defaults(), "key");
    }

    private int live() {
        return store.aliases().find(function, "live").orElseThrow().version();
    }

    private static void refused(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
