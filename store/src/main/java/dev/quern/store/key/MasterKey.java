package dev.quern.store.key;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what must be read back: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D), bound to its
 * owner by associated data. A sealed value is {@code 0x01 | nonce(12) | ciphertext | tag(16)}. The key
 * is 64 hex digits in a file of its own, apart from the database: either alone is worthless.
 */
public final class MasterKey {
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private MasterKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Makes a new key in {@code file}, which must not exist. */
    public static MasterKey create(Path file) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        PrivateFile.write(file, HexFormat.of().formatHex(key) + "\n");
        return new MasterKey(key);
    }

    /** @throws QuernException invalid_argument when the file is readable by others or is no key */
    public static MasterKey read(Path file) {
        PrivateFile.check(file, "master key");
        try {
            byte[] key = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (key.length == 32) {
                return new MasterKey(key);
            }
        } catch (IllegalArgumentException e) {
            throw noKey(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw noKey(file, null);
    }

    public byte[] seal(byte[] plain, String owner) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE + sealed.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is missing from this JDK", e);
        }
    }

    /** @throws QuernException internal when the value was sealed under another key, for another owner, or altered */
    public byte[] open(byte[] sealed, String owner) {
        if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] != FORMAT) {
            throw unreadable(null);
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    /** A key of its own for a purpose, the same at all times: HKDF-SHA256 (RFC 5869). */
    byte[] derive(String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF is missing from this JDK", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static QuernException noKey(Path file, @Nullable Throwable cause) {
        return new QuernException(
                ErrorCode.INVALID_ARGUMENT,
                file + " is not a master key",
                "Restore the file from your backup; it holds 64 hex digits.",
                cause);
    }

    private static QuernException unreadable(@Nullable Throwable cause) {
        return new QuernException(
                ErrorCode.INTERNAL,
                "A sealed secret cannot be opened",
                "Use the master key this database was made with.",
                cause);
    }
}
