package dev.quern.images;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Layers of random entries on few names, so that they replace, link and hide each other; valid ones:
 * parents are directories and link targets exist.
 */
final class RandomLayers {
    private enum Kind {
        DIRECTORY,
        FILE,
        SYMLINK
    }

    private final Random random;
    /** What the tree holds after the entries so far. */
    private final Map<String, Kind> tree = new HashMap<>();
    /** What the current layer brought. */
    private final Set<String> own = new HashSet<>();

    private RandomLayers(long seed) {
        this.random = new Random(seed);
    }

    static LayerBuilder[] of(long seed, int layers, int entries) {
        RandomLayers generator = new RandomLayers(seed);
        LayerBuilder[] built = new LayerBuilder[layers];
        for (int i = 0; i < layers; i++) {
            built[i] = generator.layer(entries);
        }
        return built;
    }

    private LayerBuilder layer(int entries) {
        LayerBuilder layer = new LayerBuilder();
        own.clear();
        for (int i = 0; i < entries; i++) {
            String path = child(directory());
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> {
                    layer.dir(path, 0700 | random.nextInt(0100));
                    replace(path, Kind.DIRECTORY);
                }
                case 3, 4 -> {
                    layer.file(path, "content " + random.nextInt(3), 0600 | random.nextInt(0200), random.nextInt(3), 0);
                    replace(path, Kind.FILE);
                }
                case 5 -> {
                    layer.symlink(path, random.nextBoolean() ? "/etc" : "../x");
                    replace(path, Kind.SYMLINK);
                }
                case 6 -> hardLink(layer, path);
                case 7 -> hide(layer, path);
                default -> hideAll(layer);
            }
        }
        return layer;
    }

    private void hardLink(LayerBuilder layer, String path) {
        List<String> files = paths(Kind.FILE);
        files.removeIf(file -> file.equals(path) || file.startsWith(path + "/"));
        if (!files.isEmpty()) {
            layer.hardLink(path, files.get(random.nextInt(files.size())));
            replace(path, Kind.FILE);
        }
    }

    private void hide(LayerBuilder layer, String path) {
        if (!own.contains(path)) {
            layer.whiteout(path);
            tree.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
        }
    }

    private void hideAll(LayerBuilder layer) {
        String directory = directory();
        if (!directory.isEmpty()) {
            layer.opaque(directory);
            tree.keySet().removeIf(p -> p.startsWith(directory + "/") && !own.contains(p));
        }
    }

    private void replace(String path, Kind kind) {
        if (kind != Kind.DIRECTORY || tree.get(path) != Kind.DIRECTORY) {
            tree.keySet().removeIf(p -> p.startsWith(path + "/"));
        }
        tree.put(path, kind);
        for (String p = path; !p.isEmpty(); p = p.substring(0, Math.max(0, p.lastIndexOf('/')))) {
            own.add(p);
        }
    }

    private String directory() {
        List<String> directories = paths(Kind.DIRECTORY);
        directories.add("");
        return directories.get(random.nextInt(directories.size()));
    }

    private List<String> paths(Kind kind) {
        List<String> found = new ArrayList<>();
        tree.forEach((path, k) -> {
            if (k == kind) {
                found.add(path);
            }
        });
        found.sort(null);
        return found;
    }

    private String child(String directory) {
        String name = String.valueOf((char) ('a' + random.nextInt(5)));
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
