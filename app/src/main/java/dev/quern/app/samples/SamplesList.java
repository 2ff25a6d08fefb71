package dev.quern.app.samples;

import dev.quern.app.demo.Home;
import dev.quern.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

@Command(name = "ls", description = "List the stock functions with what they do.")
public final class SamplesList implements Runnable {
    private final Session session;

    public SamplesList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        StringBuilder lines = new StringBuilder();
        for (StockFunction function :
                StockFunction.all(Home.of(session.shell().environment()).folder())) {
            lines.append("%-16s %-18s %s%n"
                    .formatted(function.name(), function.recipe().base(), function.description()));
        }
        try {
            session.shell().out().write(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
