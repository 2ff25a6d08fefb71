package dev.quern.app.doctor;

import dev.quern.app.server.ConfigFile;
import dev.quern.app.server.ServerConfig;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.s3.S3Settings;
import dev.quern.objects.remote.RemoteObjectStore;
import dev.quern.objects.remote.RemoteSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where objects would be, and where S3 would be served, by the configuration in the data directory. */
final class ObjectsCheck implements Check {
    private static final String STORE = "object store";

    @Override
    public List<Finding> look(Machine machine) {
        ServerConfig config;
        try {
            config = ConfigFile.read(machine.data(), Optional.empty(), Map.of());
        } catch (QuernException e) {
            return List.of(Finding.missing("configuration", e.text(), e.fix().orElse("")));
        }
        List<Finding> found = new ArrayList<>();
        config.s3()
                .map(S3Settings::http)
                .map(http -> S3Address.look(machine, http))
                .ifPresent(found::add);
        found.add(config.objects().map(ObjectsCheck::remote).orElseGet(() -> ObjectsDisk.look(machine)));
        return found;
    }

    private static Finding remote(RemoteSettings settings) {
        try {
            RemoteObjectStore.check(settings);
            return Finding.ok(STORE, settings.endpoint() + "/" + settings.bucket() + " answers");
        } catch (QuernException e) {
            return Finding.missing(STORE, e.text(), e.fix().orElse(""));
        }
    }
}
