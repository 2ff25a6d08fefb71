package dev.quern.cli.http;

import dev.quern.core.error.QuernException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a TLS connection believes: the certificates of one PEM file, or else the system's authorities. */
final class Trust {
    private Trust() {}

    static SSLContext of(Optional<Path> certificates) {
        try {
            if (certificates.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(certificates.get()))) {
                for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca" + count++, c);
                }
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw QuernException.invalid(
                    "The certificates in " + certificates.map(Path::toString).orElse("the system's store")
                            + " cannot be read: " + e.getMessage(),
                    "Name a PEM file.");
        }
    }
}
