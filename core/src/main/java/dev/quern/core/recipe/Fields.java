package dev.quern.core.recipe;

import dev.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The values of a descriptor by key, read as what the key takes; every complaint names its line. */
final class Fields {
    private final Map<Key, Node> values = new EnumMap<>(Key.class);

    Fields(MappingNode root) {
        for (NodeTuple entry : root.getValue()) {
            String name = scalar(entry.getKeyNode(), "a key");
            Key key = Key.of(name)
                    .orElseThrow(() -> refused(
                            entry.getKeyNode(), "there is no key '" + shown(name) + "'; the keys are " + Key.all()));
            if (values.put(key, entry.getValueNode()) != null) {
                throw refused(entry.getKeyNode(), "'" + name + "' is there twice");
            }
        }
    }

    Optional<Node> node(Key key) {
        return Optional.ofNullable(values.get(key));
    }

    Optional<String> text(Key key) {
        return node(key).map(node -> scalar(node, key.text()));
    }

    /** A value that has a form of its own; what the form's parser says is given its line. */
    <T> Optional<T> value(Key key, Function<String, T> parse) {
        return node(key).map(node -> parsed(node, key.text(), parse));
    }

    <T> List<T> list(Key key, Function<String, T> parse) {
        List<T> all = new ArrayList<>();
        for (Node item : items(key)) {
            all.add(parsed(item, key.text(), parse));
        }
        return all;
    }

    /** As {@link #list}, for what is told the line it stands in. */
    <T> List<T> lines(Key key, BiFunction<String, Integer, T> parse) {
        List<T> all = new ArrayList<>();
        for (Node item : items(key)) {
            all.add(parsed(item, key.text(), text -> parse.apply(text, line(item))));
        }
        return all;
    }

    /** The items of a list, or the one value that stands for a list of one. */
    List<Node> items(Key key) {
        return node(key)
                .map(node -> node instanceof SequenceNode list ? list.getValue() : List.of(node))
                .orElse(List.of());
    }

    Map<String, String> map(Key key) {
        Map<String, String> all = new LinkedHashMap<>();
        node(key).ifPresent(node -> {
            if (!(node instanceof MappingNode map)) {
                throw refused(node, key.text() + " takes lines of 'NAME: value'");
            }
            for (NodeTuple entry : map.getValue()) {
                String name = scalar(entry.getKeyNode(), "a name");
                if (all.put(name, scalar(entry.getValueNode(), name)) != null) {
                    throw refused(entry.getKeyNode(), "'" + shown(name) + "' is there twice");
                }
            }
        });
        return all;
    }

    static String scalar(Node node, String what) {
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            throw refused(node, shown(what) + " takes a text");
        }
        if (scalar.getValue().indexOf('\0') >= 0) {
            throw refused(node, shown(what) + " holds a NUL character");
        }
        return scalar.getValue();
    }

    /** From 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    static QuernException refused(Node node, String what) {
        return refused(line(node), what);
    }

    static QuernException refused(int line, String what) {
        return QuernException.invalid(
                Recipe.FILE + " line " + line + ": " + what, "docs/builds.md describes every key.");
    }

    private static <T> T parsed(Node node, String what, Function<String, T> parse) {
        try {
            return parse.apply(scalar(node, what));
        } catch (QuernException e) {
            throw e.text().startsWith(Recipe.FILE) ? e : refused(node, e.text());
        }
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
