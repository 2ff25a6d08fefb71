package dev.quern.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How things of one type are listed: their columns, and the name by which commands take them. */
public final class View<T> {
    private final Class<T> type;
    private final Function<T, String> name;
    private final List<String> titles = new ArrayList<>();
    private final List<Function<T, String>> values = new ArrayList<>();

    private View(Class<T> type, Function<T, String> name) {
        this.type = type;
        this.name = name;
    }

    public static <T> View<T> of(Class<T> type, Function<T, String> name) {
        return new View<>(type, name);
    }

    public View<T> column(String title, Function<T, String> value) {
        titles.add(title);
        values.add(value);
        return this;
    }

    Class<T> type() {
        return type;
    }

    String name(T item) {
        return name.apply(item);
    }

    List<String> titles() {
        return titles;
    }

    List<String> row(T item) {
        return values.stream().map(v -> v.apply(item)).toList();
    }
}
