package dev.quern.gateway.http;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads a PEM certificate chain and an unencrypted PKCS #8 key (RFC 7468) into a key store in memory. */
final class Pem {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private Pem() {}

    static KeyStore keyStore(HttpSettings.TlsFiles files) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(files.certificate())))
                    .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("quern", key(files.key(), chain), new char[0], chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The TLS files cannot be used: " + e.getMessage(),
                    "--tls-cert is a PEM chain, --tls-key an unencrypted PKCS #8 PEM key.",
                    e);
        }
    }

    private static PrivateKey key(Path file, Certificate[] chain) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin || chain.length == 0) {
            throw new GeneralSecurityException("no 'BEGIN PRIVATE KEY' block or no certificate in them");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        return KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
