package dev.quern.objects.disk;

import static dev.quern.objects.disk.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.objects.Condition;
import dev.quern.objects.ObjectName;
import dev.quern.objects.disk.Steps.Step;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ends at each step of a write; what is found afterwards is the old object or the new one. */
class CrashTest {
    private static final ObjectName NAME = new ObjectName("crash", "k");
    private static final byte[] OLD = bytes(150_000, 1);
    private static final byte[] NEW = bytes(170_000, 2);

    @TempDir
    private Path scratch;

    @Test
    void aCrashAtAnyStepLeavesTheOldObjectOrTheNewOne() throws Exception {
        try (Store store = Store.open(StoreSettings.embedded(scratch));
                DiskObjectStore objects = new DiskObjectStore(store, scratch.resolve("objects"), Steps.NONE)) {
            store.buckets().create(NAME.bucket(), "default");
            Fixture.put(objects, NAME, OLD, Condition.ALWAYS);
        }
        for (Step step : Step.values()) {
            Process process = run(step);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(3);
            try (Store store = Store.open(StoreSettings.embedded(scratch));
                    DiskObjectStore objects = new DiskObjectStore(store, scratch.resolve("objects"), Steps.NONE)) {
                byte[] expected = step.compareTo(Step.COMMITTED) < 0 ? OLD : NEW;
                assertThat(Fixture.read(objects, NAME)).as(step.name()).isEqualTo(expected);
                objects.sweep(Instant.now().plusSeconds(10));
                assertThat(files()).as(step.name()).isEqualTo(1);
                Fixture.put(objects, NAME, OLD, Condition.ALWAYS);
            }
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(scratch.resolve("objects"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private Process run(Step step) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        scratch.toString(),
                        step.name()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Writes the new object and halts on the way, as a killed process does: nothing is closed or flushed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            Path data = Path.of(arguments[0]);
            Store store = Store.open(StoreSettings.embedded(data));
            DiskObjectStore objects = new DiskObjectStore(store, data.resolve("objects"), step -> {
                if (step == Step.valueOf(arguments[1])) {
                    Runtime.getRuntime().halt(3);
                }
            });
            Fixture.put(objects, NAME, Arrays.copyOf(NEW, NEW.length), Condition.ALWAYS);
        }
    }
}
