package dev.quern.cli.output;

import dev.quern.cli.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Results, on stdout and in the format asked for. */
public final class Output {
    private final Format format;
    private final OutputStream out;

    public Output(Format format, OutputStream out) {
        this.format = format;
        this.out = out;
    }

    public Format format() {
        return format;
    }

    public <T> void list(View<T> view, List<T> items) {
        switch (format) {
            case table -> {
                Table table = new Table(view.titles());
                items.forEach(item -> table.add(view.row(item)));
                print(table.toString());
            }
            case json -> line(Json.pretty(view.type(), items));
            case name -> items.forEach(item -> line(view.name(item)));
            case csv -> throw new IllegalStateException("refused before");
        }
    }

    /** One thing, whole. */
    public <T> void one(View<T> view, T item) {
        switch (format) {
            case table -> print(Details.of(Json.tree(item)));
            case json -> line(Json.pretty(item));
            case name -> line(view.name(item));
            case csv -> throw new IllegalStateException("refused before");
        }
    }

    /** What a command did, in one sentence; the thing itself for programs. */
    public <T> void done(View<T> view, T item, String sentence) {
        if (format == Format.table) {
            line(Printable.text(sentence));
        } else {
            one(view, item);
        }
    }

    public void line(String text) {
        print(text + "\n");
    }

    public void print(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
