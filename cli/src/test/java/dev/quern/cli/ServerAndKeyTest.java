package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerAndKeyTest extends CliTest {
    private final TestServer server = new TestServer(x -> x.json(200, "{\"items\":[]}"));

    @BeforeEach
    void withoutKey() {
        environment.clear();
    }

    private Path data(String folder, String url) throws IOException {
        Path data = Files.createDirectories(home.resolve(folder));
        Files.writeString(data.resolve("server.json"), "{\"url\":\"" + url + "\",\"pid\":1}");
        Files.writeString(data.resolve("admin.key"), "quern_admin\n");
        return data;
    }

    private String key() {
        return server.header("authorization").replace("Bearer ", "");
    }

    @Test
    void serverOfThisMachineIsFoundWithItsKey() throws IOException {
        data(".local/share/quern", server.url());
        assertThat(quern("function", "ls")).isZero();
        assertThat(key()).isEqualTo("quern_admin");
    }

    @Test
    void dataDirectoryOnTheCommandLineIsAsked() throws IOException {
        Path data = data("elsewhere", server.url());
        assertThat(quern("--data", data.toString(), "function", "ls")).isZero();
        assertThat(key()).isEqualTo("quern_admin");
    }

    @Test
    void adminKeyIsNeverShownToAnotherServer() throws IOException {
        data(".local/share/quern", "http://127.0.0.1:1");
        assertThat(quern("--url", server.url(), "function", "ls")).isEqualTo(125);
        assertThat(err()).contains("No key for " + server.url());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void keysComeFromFileThenEnvironment() throws IOException {
        Path file = Files.writeString(home.resolve("k"), "quern_file\n");
        environment.put("QUERN_URL", server.url());
        environment.put("QUERN_KEY", "quern_environment");
        assertThat(quern("function", "ls")).isZero();
        assertThat(key()).isEqualTo("quern_environment");
        environment.put("QUERN_KEY", "@" + file);
        assertThat(quern("function", "ls")).isZero();
        assertThat(key()).isEqualTo("quern_file");
        environment.put("QUERN_KEY", "quern_environment");
        assertThat(quern("function", "ls", "--key-file", file.toString())).isZero();
        assertThat(key()).isEqualTo("quern_file");
    }

    @Test
    void keysThatWouldBreakTheHeaderAreRefused() throws IOException {
        environment.put("QUERN_URL", server.url());
        Path file = Files.writeString(home.resolve("k"), "quern_a\r\nX: y\n");
        assertThat(quern("function", "ls", "--key-file", file.toString())).isEqualTo(2);
        assertThat(err()).contains("does not hold a key");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void loginIsKeptForItsUserAlone() throws IOException {
        assertThat(quernWith("quern_mine\n", "login", server.url())).isZero();
        Path file = home.resolve(".config/quern/logins.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(quern("function", "ls")).isZero();
        assertThat(key()).isEqualTo("quern_mine");
        assertThat(err()).doesNotContain("quern_mine");
    }

    @Test
    void loginWithAWrongKeyKeepsNothing() {
        try (TestServer refusing = new TestServer(
                x -> x.json(401, "{\"error\":{\"code\":\"unauthenticated\",\"message\":\"Unknown key\"}}"))) {
            assertThat(quernWith("quern_wrong", "login", refusing.url())).isEqualTo(125);
            assertThat(home.resolve(".config")).doesNotExist();
        }
    }

    @Test
    void loginOverAnOpenNetworkIsRefused() {
        assertThat(quernWith("quern_k", "login", "http://quern.example.com")).isEqualTo(2);
        assertThat(err()).contains("https");
    }

    @Test
    void newKeyGoesToItsFileAndNoFileIsOverwritten() throws IOException {
        environment.put("QUERN_KEY", "quern_k");
        try (TestServer keys = new TestServer(x -> x.json(201, """
                {"key":{"id":"k1","name":"ci","role":"invoker","namespace":"default","createdAt":"2026-01-01T00:00:00Z"},\
                "bearer":"quern_new","secretAccessKey":"s3cret"}"""))) {
            use(keys);
            Path file = home.resolve("ci.key");
            Path s3 = home.resolve("ci.s3");
            assertThat(quern("key", "create", "ci", "--to", file.toString(), "--s3-to", s3.toString()))
                    .isZero();
            assertThat(file).hasContent("quern_new");
            assertThat(s3).hasContent("[default]\naws_access_key_id = k1\naws_secret_access_key = s3cret\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(s3)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(out()).doesNotContain("quern_new");
            assertThat(quern("key", "rotate", "k1", "--to", file.toString())).isEqualTo(2);
            assertThat(keys.requests()).hasSize(1);
            assertThat(quern("key", "rotate", "k1")).isZero();
            assertThat(out()).endsWith("\nquern_new\n");
        }
    }
}
