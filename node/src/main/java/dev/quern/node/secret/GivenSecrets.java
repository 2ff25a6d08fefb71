package dev.quern.node.secret;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.SecretUse;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.node.call.CommandLine;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.PrivateFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The secrets of one version: put into what its sandboxes run, at the last moment before they run it. */
public final class GivenSecrets {
    private final SecretSource source;
    private final String namespace;
    private final List<SecretUse> uses;

    /** @param namespace of the function, whoever calls it */
    public GivenSecrets(SecretSource source, String namespace, List<SecretUse> uses) {
        this.source = source;
        this.namespace = namespace;
        this.uses = List.copyOf(uses);
    }

    /**
     * The command with the values as they are now.
     *
     * @throws QuernException unavailable when a secret is gone or cannot be what it is used as
     */
    public Command fill(Command command) {
        if (uses.isEmpty()) {
            return command;
        }
        List<String> env = new ArrayList<>(command.env());
        List<PrivateFile> files = new ArrayList<>();
        for (SecretUse use : uses) {
            byte[] value = open(use);
            switch (use.place()) {
                case SecretUse.Variable v -> {
                    String prefix = v.variable() + "=";
                    env.removeIf(entry -> entry.startsWith(prefix));
                    env.add(prefix + text(use, value));
                }
                case SecretUse.File f -> files.add(new PrivateFile(f.path(), value));
            }
        }
        CommandLine.check(command.argv(), env);
        return new Command(command.argv(), env, command.cwd(), files);
    }

    /** Equal as long as no secret was set anew. */
    public List<Optional<SecretInfo>> state() {
        return uses.stream()
                .map(use -> source.find(new SecretName(namespace, use.name())))
                .toList();
    }

    private byte[] open(SecretUse use) {
        try {
            return source.open(new SecretName(namespace, use.name()));
        } catch (QuernException e) {
            if (e.code() != ErrorCode.SECRET_NOT_FOUND) {
                throw e;
            }
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "The secret '" + use.name() + "', which this version is given, is not there any more",
                    "Set it again: quern secret set " + use.name() + " < file.",
                    e);
        }
    }

    /** As a variable: most values come from files that end in a newline, which is not meant. */
    private static String text(SecretUse use, byte[] value) {
        int length = value.length;
        if (length > 0 && value[length - 1] == '\n') {
            length -= length > 1 && value[length - 2] == '\r' ? 2 : 1;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value, 0, length))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException e) {
            throw noText(use);
        }
        throw noText(use);
    }

    private static QuernException noText(SecretUse use) {
        return new QuernException(
                ErrorCode.UNAVAILABLE,
                "The secret '" + use.name() + "' is not text, so it cannot be an environment variable",
                "Have it as a file: --secret " + use.name() + ":/path.");
    }
}
