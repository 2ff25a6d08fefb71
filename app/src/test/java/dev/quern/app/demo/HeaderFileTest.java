package dev.quern.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderFileTest {
    @TempDir
    Path folder;

    @Test
    void onlyItsOwnerReadsTheKeyEvenWhereAnOpenFileStood() throws IOException {
        Path file = Files.writeString(folder.resolve("curl.header"), "open to all");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        HeaderFile.write(file, "quern_id_secret");

        assertThat(file).hasContent("Authorization: Bearer quern_id_secret\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
