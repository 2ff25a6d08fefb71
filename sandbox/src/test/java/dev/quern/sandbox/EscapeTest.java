package dev.quern.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.value.DataSize;
import dev.quern.sandbox.programs.TestPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every probe of {@code src/test/c/probes}, with each runtime. Whatever a probe tried, the sandbox still
 * serves afterwards, so nothing jams init either.
 */
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class EscapeTest {
    private static final DataSize MEMORY = DataSize.ofMebibytes(256);

    @Parameter
    String runtime = "";

    private final List<Sandbox> made = new ArrayList<>();

    private Sandbox sandbox() {
        Sandbox sandbox = Shared.SANDBOXES.create(
                new SandboxSpec(ProbeImage.TREE, 1000, 1000, List.of(), MEMORY, List.of(), runtime));
        made.add(sandbox);
        return sandbox;
    }

    @AfterEach
    void destroy() {
        made.forEach(Sandbox::destroy);
        made.clear();
    }

    static List<String> escapes() {
        return ProbeImage.probes("escape").stream()
                .filter(name -> !name.equals("reach_the_host") && !name.equals("report_identity"))
                .toList();
    }

    static List<String> holds() {
        return ProbeImage.probes("hold");
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void aFunctionIsDenied(String probe) throws IOException {
        isDenied(sandbox(), probe, hostWords());
    }

    /** Root of the image is nobody outside, and as little as anybody else inside. */
    @ParameterizedTest
    @MethodSource("escapes")
    void rootOfTheImageIsDeniedToo(String probe) throws IOException {
        Sandbox sandbox =
                Shared.SANDBOXES.create(new SandboxSpec(ProbeImage.TREE, 0, 0, List.of(), MEMORY, List.of(), runtime));
        made.add(sandbox);
        isDenied(sandbox, probe, hostWords());
    }

    @Test
    void nothingThatListensOnTheHostIsReached() throws IOException {
        Process listener = new ProcessBuilder(TestPrograms.probe().toString(), "hold_an_abstract_name").start();
        try (ServerSocket server = new ServerSocket(0);
                BufferedReader says = listener.inputReader()) {
            assertThat(says.readLine()).isEqualTo("holding");
            List<String> words = new ArrayList<>(List.of("tcp:" + server.getLocalPort(), "abstract:quern-probe"));
            Sandbox sandbox = sandbox();
            socketsIn(Shared.DIRECTORY).forEach(path -> words.add("path:" + path));
            isDenied(sandbox, "reach_the_host", words);
        } finally {
            listener.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource("holds")
    void whatOneSandboxTakesNoOtherMisses(String hold) {
        Sandbox greedy = sandbox();
        Sandbox other = sandbox();
        try (Run run = greedy.run(new Command(List.of("probe", hold), Calls.ENV, "/"))) {
            ByteBuffer said = ByteBuffer.allocateDirect(256);
            run.stdout().read(said);
            byte[] text = new byte[said.flip().remaining()];
            said.get(text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("holding\n");
            for (String neighbour : ProbeImage.probes("neighbour")) {
                isDenied(other, neighbour, List.of());
                isDenied(sandbox(), neighbour, List.of());
            }
            run.stdin().close();
            assertThat(run.await().code()).isZero();
        }
    }

    private static void isDenied(Sandbox sandbox, String probe, List<String> words) {
        List<String> argv = new ArrayList<>(List.of("probe", probe));
        argv.addAll(words);
        Calls.Result result = Calls.run(sandbox, new byte[0], new Command(argv, Calls.ENV, "/"));
        assertThat(result.exit().code())
                .as("%s: %s%s", probe, result.out(), result.err())
                .isZero();
        Calls.Result after = Calls.run(sandbox, new byte[0], "echo", "still here");
        assertThat(after.out()).as("after " + probe).isEqualTo("still here\n");
    }

    /** What only the host knows: where the sandboxes are kept, its name, what its kernel was started with. */
    private static List<String> hostWords() throws IOException {
        List<String> words = new ArrayList<>();
        words.add(String.valueOf(Shared.DIRECTORY.getFileName()));
        words.add(System.getProperty("user.dir"));
        Stream.of(Files.readString(Path.of("/proc/cmdline")).strip().split(" "))
                .filter(word -> word.contains("=") && word.length() > 8)
                .forEach(words::add);
        return words;
    }

    private static List<String> socketsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file ->
                            !Files.isRegularFile(file) && !Files.isDirectory(file) && !Files.isSymbolicLink(file))
                    .map(Path::toString)
                    .toList();
        }
    }
}
