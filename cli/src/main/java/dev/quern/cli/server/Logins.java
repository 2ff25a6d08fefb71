package dev.quern.cli.server;

import dev.quern.cli.json.Json;
import dev.quern.cli.shell.Shell;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The servers and keys kept by {@code quern login} in the user's config folder, readable by the user alone. */
public final class Logins {
    private final Path file;

    public Logins(Shell shell) {
        String config = shell.environment().getOrDefault("XDG_CONFIG_HOME", "");
        Path base = config.startsWith("/") ? Path.of(config) : shell.home().resolve(".config");
        file = base.resolve("quern").resolve("logins.json");
    }

    public Path file() {
        return file;
    }

    public Optional<Login> current() {
        LoginList list = read();
        return list.logins().stream()
                .filter(l -> l.url().equals(list.current()))
                .findFirst();
    }

    public Optional<Login> of(String url) {
        return read().logins().stream().filter(l -> l.url().equals(url)).findFirst();
    }

    /** Adds or replaces the login of its URL and makes it the current one. */
    public void save(Login login) {
        List<Login> logins = new ArrayList<>(read().logins());
        logins.removeIf(l -> l.url().equals(login.url()));
        logins.add(login);
        try {
            Path folder = file.getParent();
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path draft = Files.createTempFile(folder, "logins", ".tmp");
            Files.writeString(draft, Json.text(new LoginList(login.url(), logins)));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "Cannot write " + file + ": " + e.getMessage(), null, e);
        }
    }

    private LoginList read() {
        try {
            return Json.read(LoginList.class, Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            return new LoginList("", List.of());
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "Cannot read " + file + ": " + e.getMessage(), null, e);
        }
    }
}
