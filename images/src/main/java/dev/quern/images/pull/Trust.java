package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates are trusted: the authorities of this machine (SSL_CERT_FILE or Debian's bundle) and those a
 * registry has in certs.d (containers-certs.d(5)); without any of them, the JDK's.
 */
final class Trust {
    private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
    private static final List<String> REGISTRIES = List.of("/etc/containers/certs.d", "/etc/docker/certs.d");

    private Trust() {}

    /** @param authority the registry's host and port */
    static SSLContext context(String authority) {
        try {
            List<Certificate> all = new ArrayList<>();
            for (Path file : files(authority)) {
                try (InputStream in = Files.newInputStream(file)) {
                    all.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
                }
            }
            if (all.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), all.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new QuernException(
                    ErrorCode.REGISTRY_FAILED,
                    "The certificate authorities of this machine cannot be read: " + e.getMessage(),
                    "Repair the ca-certificates of this machine.",
                    e);
        }
    }

    private static List<Path> files(String authority) throws IOException {
        List<Path> files = new ArrayList<>();
        Path bundle =
                Path.of(Optional.ofNullable(System.getenv("SSL_CERT_FILE")).orElse(BUNDLE));
        if (Files.isRegularFile(bundle)) {
            files.add(bundle);
        }
        for (String directory : REGISTRIES) {
            Path own = Path.of(directory).resolve(authority.replace("/", ""));
            if (Files.isDirectory(own)) {
                try (Stream<Path> found = Files.list(own)) {
                    found.filter(file -> file.toString().endsWith(".crt")).forEach(files::add);
                }
            }
        }
        return files;
    }
}
