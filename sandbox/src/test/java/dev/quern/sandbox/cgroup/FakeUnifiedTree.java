package dev.quern.sandbox.cgroup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A v2 tree with the rules of admin-guide/cgroup-v2.rst that matter here: files appear with their
 * controller, a controller is handed down only by a group that has it and holds no process (the machine's
 * root excepted), rmdir needs an empty group without children.
 */
final class FakeUnifiedTree implements GroupFs {
    static final Path POINT = Path.of("/sys/fs/cgroup");
    static final String MOUNTINFO =
            "31 23 0:28 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate";
    private static final Path SELF = Path.of("/self");

    private static final class Node {
        final Set<String> handedDown = new TreeSet<>();
        final Set<Path> processes = new HashSet<>();
        final Map<String, String> values = new TreeMap<>();
    }

    private final Map<Path, Node> nodes = new TreeMap<>();
    private final Set<Path> delegated = new HashSet<>();
    private final Set<String> rootControllers;
    private final boolean machineRoot;
    final Set<String> missingFiles = new HashSet<>();
    boolean peakIsWritable = true;
    Path self = POINT;
    int openPeaks;

    FakeUnifiedTree(boolean machineRoot, String... controllers) {
        this.machineRoot = machineRoot;
        this.rootControllers = new TreeSet<>(List.of(controllers));
        nodes.put(POINT, new Node());
        nodes.get(POINT).values.put("subtree", "");
    }

    static FakeUnifiedTree machine() {
        return new FakeUnifiedTree(true, "cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma", "misc");
    }

    static FakeUnifiedTree container() {
        return new FakeUnifiedTree(false, "cpu", "memory", "pids");
    }

    /** Puts this process, and so what it moves, into a group. */
    FakeUnifiedTree selfIn(String group) {
        self = directory(group);
        made(self).processes.add(SELF);
        return this;
    }

    FakeUnifiedTree delegate(String group) {
        delegated.add(directory(group));
        return this;
    }

    /** Hands controllers down the way to a group, as systemd does for a unit. */
    FakeUnifiedTree handDownTo(String group) {
        for (Path at = directory(group).getParent(); at != null && at.startsWith(POINT); at = at.getParent()) {
            made(at).handedDown.addAll(List.of("cpu", "memory", "pids"));
        }
        return this;
    }

    void process(String group, int pid) {
        made(directory(group)).processes.add(Path.of("/" + pid));
    }

    String value(String file) {
        Path path = POINT.resolve(file);
        Node node = nodes.get(path.getParent());
        return node == null ? "" : node.values.getOrDefault(String.valueOf(path.getFileName()), "");
    }

    void set(String file, String value) {
        Path path = POINT.resolve(file);
        made(parent(path)).values.put(String.valueOf(path.getFileName()), value);
    }

    private Node made(Path directory) {
        return nodes.computeIfAbsent(directory, path -> new Node());
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private Path directory(String group) {
        Path path = POINT.resolve(group.replaceFirst("^/", ""));
        for (Path at = path; at != null && at.startsWith(POINT); at = at.getParent()) {
            nodes.computeIfAbsent(at, p -> new Node());
        }
        return path.equals(POINT.resolve("")) ? POINT : path;
    }

    private Set<String> controllers(Path directory) {
        Path parent = directory.getParent();
        return directory.equals(POINT) || parent == null ? rootControllers : made(parent).handedDown;
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        if (!nodes.containsKey(directory.getParent())) {
            throw new NoSuchFileException(directory.toString());
        }
        nodes.putIfAbsent(directory, new Node());
    }

    @Override
    public void removeDirectory(Path directory) throws IOException {
        Node node = nodes.get(directory);
        if (node == null) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!node.processes.isEmpty() || !children(directory).isEmpty()) {
            throw new FileSystemException(directory.toString(), null, "Device or resource busy");
        }
        nodes.remove(directory);
    }

    @Override
    public String read(Path file) throws IOException {
        Node node = node(file);
        Path directory = parent(file);
        return switch (String.valueOf(file.getFileName())) {
            case "cgroup.controllers" -> String.join(" ", controllers(directory)) + "\n";
            case "cgroup.subtree_control" -> String.join(" ", node.handedDown) + "\n";
            case "cgroup.procs" -> {
                StringBuilder text = new StringBuilder();
                node.processes.forEach(
                        p -> text.append(p.equals(SELF) ? "1" : p.getFileName()).append('\n'));
                yield text.toString();
            }
            case "cgroup.events" ->
                "populated %d\nfrozen %s\n"
                        .formatted(node.processes.isEmpty() ? 0 : 1, node.values.getOrDefault("cgroup.freeze", "0"));
            default -> {
                String value = node.values.get(String.valueOf(file.getFileName()));
                if (value == null) {
                    throw new FileNotFoundException(file.toString());
                }
                yield value;
            }
        };
    }

    @Override
    public void write(Path file, String text) throws IOException {
        if (!exists(file)) {
            throw new FileNotFoundException(file.toString());
        }
        Node node = node(file);
        Path directory = parent(file);
        switch (String.valueOf(file.getFileName())) {
            case "cgroup.subtree_control" -> {
                boolean exempt = machineRoot && directory.equals(POINT);
                if (!exempt && !node.processes.isEmpty()) {
                    throw new FileSystemException(file.toString(), null, "Device or resource busy");
                }
                for (String word : text.split(" ")) {
                    if (!controllers(directory).contains(word.substring(1))) {
                        throw new FileNotFoundException(word);
                    }
                    node.handedDown.add(word.substring(1));
                }
            }
            case "cgroup.procs" -> {
                nodes.values().forEach(n -> n.processes.remove(SELF));
                node.processes.add(SELF);
            }
            case "cgroup.kill" -> node.processes.clear();
            default -> node.values.put(String.valueOf(file.getFileName()), text);
        }
    }

    private Node node(Path file) throws IOException {
        Node node = nodes.get(file.getParent());
        if (node == null) {
            throw new FileNotFoundException(file.toString());
        }
        return node;
    }

    @Override
    public boolean exists(Path path) {
        if (nodes.containsKey(path)) {
            return true;
        }
        Path directory = path.getParent();
        String name = String.valueOf(path.getFileName());
        if (directory == null || !nodes.containsKey(directory) || missingFiles.contains(name)) {
            return false;
        }
        String controller = name.substring(0, Math.max(name.indexOf('.'), 0));
        return controller.equals("cgroup")
                || name.equals("cpu.stat")
                || (!directory.equals(POINT) && controllers(directory).contains(controller));
    }

    @Override
    public List<Path> children(Path directory) {
        return new ArrayList<>(nodes.keySet().stream()
                .filter(path -> directory.equals(path.getParent()))
                .toList());
    }

    @Override
    public Peak openPeak(Path file) throws IOException {
        openPeaks++;
        return new Peak() {
            @Override
            public long bytes() throws IOException {
                return Long.parseLong(
                        read(file.resolveSibling("peak-since-reset")).strip());
            }

            @Override
            public void reset() throws IOException {
                if (!peakIsWritable) {
                    throw new IOException("Invalid argument");
                }
                node(file).values.put("peak-since-reset", read(file.resolveSibling("memory.current")));
            }

            @Override
            public void close() {
                openPeaks--;
            }
        };
    }

    @Override
    public void kill(long pid) {
        nodes.values().forEach(node -> node.processes.remove(Path.of("/" + pid)));
    }

    @Override
    public boolean delegated(Path directory) {
        return delegated.contains(directory);
    }

    List<String> groups() {
        return nodes.keySet().stream()
                .map(path -> POINT.relativize(path).toString())
                .filter(path -> !path.isEmpty())
                .toList();
    }
}
