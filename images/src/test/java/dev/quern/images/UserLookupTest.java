package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user of an image, as container engines resolve it. */
class UserLookupTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            broken line
            app:x:1000:100::/home/app:/bin/sh
            nobody:x:65534:65534:nobody:relative:/bin/false
            """;
    private static final String GROUP = """
            root:x:0:
            users:x:100:
            audio:x:29:app,other
            video:x:44:app
            staff:x:50:other
            """;

    @TempDir
    Path temp;

    private StoreUnderTest store;

    @BeforeEach
    void openStore() {
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @Test
    void namesAndNumbers() {
        assertThat(user("")).isEqualTo(new ImageUser(0, 0, List.of(), "/root"));
        assertThat(user("root")).isEqualTo(new ImageUser(0, 0, List.of(), "/root"));
        assertThat(user("app")).isEqualTo(new ImageUser(1000, 100, List.of(29, 44), "/home/app"));
        assertThat(user("1000")).isEqualTo(new ImageUser(1000, 100, List.of(29, 44), "/home/app"));
        assertThat(user("app:staff")).isEqualTo(new ImageUser(1000, 50, List.of(), "/home/app"));
        assertThat(user("app:77")).isEqualTo(new ImageUser(1000, 77, List.of(), "/home/app"));
        assertThat(user("4242")).isEqualTo(new ImageUser(4242, 0, List.of(), "/"));
        assertThat(user("4242:4343")).isEqualTo(new ImageUser(4242, 4343, List.of(), "/"));
        assertThat(user("nobody").home()).isEqualTo("/");
    }

    @Test
    void whoTheImageDoesNotHaveIsAnError() {
        for (String name : new String[] {"nosuch", "app:nosuch", "-1", "99999999999", "4294967295", "a b", "..:.."}) {
            assertThatThrownBy(() -> user(name))
                    .as(name)
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_IMAGE));
        }
    }

    @Test
    void theFilesAreReadWithinTheImage() throws Exception {
        Files.writeString(temp.resolve("passwd"), "thief:x:7:7::/:/bin/sh\n");
        LoadedImage outside = store.load(TestImage.gzipped(
                "{\"User\":\"thief\"}",
                new LayerBuilder()
                        .dir("etc", 0755)
                        .symlink("etc/passwd", temp.resolve("passwd").toString())));
        assertThatThrownBy(() -> store.store.user(outside.image().digest())).hasMessageContaining("thief");

        LoadedImage inside = store.load(TestImage.gzipped(
                "{\"User\":\"app\"}",
                new LayerBuilder()
                        .dir("etc", 0755)
                        .symlink("etc/passwd", "/../../nix/passwd")
                        .file("nix/passwd", PASSWD)));
        assertThat(store.store.user(inside.image().digest()).uid()).isEqualTo(1000);

        LoadedImage fifo = store.load(TestImage.gzipped(
                "{\"User\":\"5\"}",
                new LayerBuilder().dir("etc", 0755).fifo("etc/passwd").dir("etc/group", 0755)));
        assertThat(store.store.user(fifo.image().digest())).isEqualTo(new ImageUser(5, 0, List.of(), "/"));
    }

    private ImageUser user(String user) {
        LoadedImage loaded = store.load(TestImage.gzipped(
                "{\"User\":\"" + user + "\"}",
                new LayerBuilder().file("etc/passwd", PASSWD).file("etc/group", GROUP)));
        return store.store.user(loaded.image().digest());
    }
}
