package dev.quern.app.samples;

import dev.quern.app.demo.Home;
import dev.quern.app.demo.SampleImages;
import dev.quern.cli.session.Session;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "install",
        description = {
            "Deploy the stock functions: all, or the ones named.",
            "Their images are built from Debian packages on this machine the first time, which takes some minutes."
        },
        footer = {
            "",
            "Example: quern samples install thumbnail ocr && quern call thumbnail 200x200 < photo.jpg > small.jpg"
        })
public final class SamplesInstall implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The functions, see 'quern samples ls'; all by default.")
    List<String> names = List.of();

    public SamplesInstall(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path home = Home.of(session.shell().environment()).folder();
        List<StockFunction> all = StockFunction.all(home);
        names.forEach(name -> requireKnown(all, name));
        Installer installer = new Installer(session.api(), session.namespace());
        SampleImages images = new SampleImages(home);
        Map<String, String> loaded = new HashMap<>();
        for (StockFunction function : all) {
            if (names.isEmpty() || names.contains(function.name())) {
                String image = loaded.computeIfAbsent(function.image(), name -> {
                    session.err().println("image samples/" + name);
                    return installer.load(name, images.archive(name).file());
                });
                VersionBody version = installer.deploy(function, image);
                session.err().println(version.namespace() + "/" + version.function() + "@" + version.version());
            }
        }
    }

    private static void requireKnown(List<StockFunction> all, String name) {
        if (all.stream().noneMatch(function -> function.name().equals(name))) {
            throw QuernException.invalid("There is no stock function '" + name + "'", "See 'quern samples ls'.");
        }
    }
}
