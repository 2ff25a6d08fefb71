package dev.quern.store.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.PageRequest;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class ImagesTest {
    private final Store store;
    private final String here;
    private final String there;

    ImagesTest(Store store) {
        this.store = store;
        this.here = store.namespaces().create(Samples.name()).name();
        this.there = store.namespaces().create(Samples.name()).name();
    }

    @Test
    void anImageComesBackAsItWas() {
        Image image = Samples.image(store, here);
        assertThat(store.images().resolve(here, "app:latest")).contains(image);
        assertThat(store.images().find(image.digest())).contains(image);
    }

    @Test
    void aNameMovesToTheImageLoadedLast() {
        Image first = Samples.image(store, here);
        Image second = Samples.image(store, here);
        assertThat(store.images().resolve(here, "app:latest")).contains(second);
        assertThat(store.images().find(first.digest())).isPresent();
    }

    @Test
    void anotherNamespaceDoesNotSeeIt() {
        Image image = Samples.image(store, here);
        assertThat(store.images().resolve(there, "app:latest")).isEmpty();
        assertThat(store.images().find(Optional.of(there), image.digest())).isEmpty();
        assertThat(store.images().find(Optional.of(here), image.digest())).isPresent();
        assertThat(store.images()
                        .list(Optional.of(there), PageRequest.first(10))
                        .items())
                .isEmpty();
        refused(ErrorCode.IMAGE_NOT_FOUND, () -> store.images().remove(Optional.of(there), image.digest()));
    }

    @Test
    void theTreeGoesWithTheLastNamespaceThatHoldsIt() {
        Image image = Samples.image(store, here);
        store.images().add(image, there, List.of("copy"));
        assertThat(store.images().remove(Optional.of(here), image.digest())).isFalse();
        assertThat(store.images().remove(Optional.of(there), image.digest())).isTrue();
        assertThat(store.images().find(image.digest())).isEmpty();
    }

    @Test
    void aDeployedImageIsInUse() {
        Image image = Samples.image(store, here);
        FunctionName function = new FunctionName(here, "f");
        store.versions().create(function, image.digest(), "app:latest", FunctionConfig.defaults(), "key");
        refused(ErrorCode.IN_USE, () -> store.images().remove(Optional.of(here), image.digest()));
        refused(ErrorCode.IN_USE, () -> store.images().remove(Optional.empty(), image.digest()));
        store.functions().remove(function);
        assertThat(store.images().remove(Optional.of(here), image.digest())).isTrue();
    }

    @Test
    void listsWithNamesPageByPage() {
        Image first = Samples.image(store, here);
        store.images().add(first, here, List.of("b", "a"));
        Image second = Samples.image();
        store.images().add(second, here, List.of("c"));
        var page = store.images().list(Optional.of(here), PageRequest.first(1));
        assertThat(page.items()).extracting(NamedImage::image).containsExactly(second);
        var rest = store.images().list(Optional.of(here), new PageRequest(1, page.next()));
        assertThat(rest.items().getFirst().names()).extracting(ImageName::name).containsExactly("a", "app:latest", "b");
        assertThat(rest.next()).isEmpty();
    }

    @Test
    void aNamespaceWithoutFunctionsAndKeysTakesItsImageNamesWithIt() {
        Image image = Samples.image(store, here);
        store.namespaces().remove(here);
        assertThat(store.namespaces().find(here)).isEmpty();
        assertThat(store.images().resolve(here, "app:latest")).isEmpty();
        assertThat(store.images().find(image.digest())).isPresent();
        refused(ErrorCode.NAMESPACE_NOT_FOUND, () -> store.namespaces().remove(here));
        refused(ErrorCode.NAMESPACE_NOT_FOUND, () -> store.images().add(image, here, List.of("x")));
    }

    @Test
    void aNamespaceWithFunctionsIsInUse() {
        Image image = Samples.image(store, here);
        store.versions().create(new FunctionName(here, "f"), image.digest(), "a", FunctionConfig.defaults(), "key");
        refused(ErrorCode.IN_USE, () -> store.namespaces().remove(here));
        refused(ErrorCode.INVALID_ARGUMENT, () -> store.namespaces().remove("default"));
    }

    private static void refused(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
