package dev.quern.sandbox.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.sandbox.programs.TestPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real programs do passes the filter on this kernel. */
class OrdinaryProgramsTest {
    @TempDir
    Path folder = Path.of("");

    private static final String JAVA_PROGRAM = """
            import java.net.*;
            import java.util.concurrent.*;
            class Busy {
                public static void main(String[] args) throws Exception {
                    try (var pool = Executors.newVirtualThreadPerTaskExecutor(); var server = new ServerSocket(0)) {
                        pool.submit(() -> { try (var s = server.accept()) { s.getOutputStream().write('x'); } return 0; });
                        try (var s = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                            s.getInputStream().read();
                        }
                    }
                    NetworkInterface.networkInterfaces().count();
                    new ProcessBuilder("true").start().waitFor();
                    java.nio.file.Files.createTempFile(java.nio.file.Path.of(args[0]), "a", "b");
                    System.out.println("fine");
                }
            }
            """;

    private static final String PYTHON_PROGRAM = """
            import asyncio, multiprocessing, os, socket, subprocess, tempfile, threading, mmap, select, signal, time
            threading.Thread(target=lambda: None).start()
            subprocess.run(["true"], check=True)
            a, b = socket.socketpair(); a.send(b"x"); b.recv(1)
            socket.if_nameindex()
            s = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(s.getsockname())
            m = mmap.mmap(-1, 4096); os.memfd_create("x"); select.epoll(); os.pipe2(os.O_CLOEXEC)
            with tempfile.TemporaryDirectory() as d:
                os.mkfifo(d + "/fifo"); open(d + "/a", "w").write("x"); os.rename(d + "/a", d + "/b")
            async def main():
                p = await asyncio.create_subprocess_exec("true"); await p.wait()
            asyncio.run(main())
            if __name__ == "__main__":
                with multiprocessing.get_context("fork").Pool(2) as p: p.map(abs, [1])
            print("fine")
            """;

    /** @param always on every machine that builds Quern; the others are run where they are */
    record Program(List<String> command, boolean always) {
        @Override
        public String toString() {
            return command.getFirst();
        }
    }

    static Stream<Program> programs() {
        String java = ProcessHandle.current().info().command().orElse("java");
        return Stream.of(
                        new Program(
                                List.of(
                                        "busybox",
                                        "sh",
                                        "-c",
                                        "ls -l / >/dev/null; mkfifo f; (echo a | sort); ip addr >/dev/null; echo fine"),
                                true),
                        new Program(
                                List.of(
                                        "perl",
                                        "-e",
                                        "system('true') == 0 or die; fork // die; wait; print \"fine\\n\""),
                                true),
                        new Program(List.of("bash", "-c", "cat <(echo fine)"), true),
                        new Program(List.of(java, "-Xmx64m", "Busy.java", "."), true),
                        new Program(List.of("python3", "-c", PYTHON_PROGRAM), false),
                        new Program(
                                List.of(
                                        "node",
                                        "-e",
                                        "require('os').networkInterfaces(); require('child_process').execSync('true'); new (require('worker_threads').Worker)('0', {eval: true}).on('exit', () => console.log('fine'))"),
                                false),
                        new Program(List.of("gcc", "-static", "-o", "hello", "hello.c"), true),
                        new Program(List.of("file", "--brief", "hello.c"), false))
                .filter(program -> program.always() || onPath(program.command().getFirst()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void ordinaryProgramsRun(Program program) throws Exception {
        Files.writeString(folder.resolve("Busy.java"), JAVA_PROGRAM);
        Files.writeString(folder.resolve("hello.c"), "int main(void) { return 0; }\n");
        Outcome outcome = underFilter(program.command());
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    @Test
    void theKernelEnforcesIt() throws Exception {
        Outcome outcome = underFilter(List.of("unshare", "--user", "true"));
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains("not permitted");
    }

    record Outcome(int exit, String output) {}

    private Outcome underFilter(List<String> command) throws IOException, InterruptedException {
        Path filter = Files.write(folder.resolve("filter"), SeccompFilter.compile());
        List<String> whole = new ArrayList<>(List.of(TestPrograms.underFilter().toString(), filter.toString()));
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static boolean onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, name)));
    }
}
