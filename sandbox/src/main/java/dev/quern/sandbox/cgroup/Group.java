package dev.quern.sandbox.cgroup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A group of any layout. */
final class Group implements Cgroup {
    private final String id;
    private final String path;
    private final List<Path> procsFiles;
    private final Meter meter;
    private final Grip grip;
    private final Removal removal;
    private final AtomicBoolean destroyed = new AtomicBoolean();

    Group(GroupFs fs, Layout layout, String id) {
        this.id = id;
        this.path = layout.homePath() + "/" + id;
        this.procsFiles = layout.homes().stream()
                .map(home -> home.resolve(id).resolve(Processes.FILE))
                .toList();
        this.meter = layout.meter(id);
        this.grip = layout.grip(id);
        this.removal = Removal.of(fs, layout, id);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<Path> procsFiles() {
        return procsFiles;
    }

    @Override
    public long cpuMicros() {
        return get("CPU time", meter::cpuMicros);
    }

    @Override
    public long peakMemoryBytes() {
        return get("peak memory", meter::peakMemoryBytes);
    }

    @Override
    public void resetPeak() {
        act("resetting the peak memory", meter::resetPeak);
    }

    @Override
    public long currentMemoryBytes() {
        return get("memory", meter::currentMemoryBytes);
    }

    @Override
    public int oomKills() {
        return get("OOM kills", meter::oomKills);
    }

    @Override
    public void freeze() {
        if (!get("freezing", grip::freeze)) {
            throw failed("Sandbox " + id + " could not be frozen in time", null);
        }
    }

    @Override
    public void thaw() {
        act("thawing", grip::thaw);
    }

    @Override
    public void killAll() {
        act("killing", grip::killAll);
    }

    @Override
    public boolean isEmpty() {
        return get("processes", grip::isEmpty);
    }

    @Override
    public void destroy() {
        if (!destroyed.compareAndSet(false, true)) {
            return;
        }
        try {
            meter.close();
            removal.run();
        } catch (IOException e) {
            destroyed.set(false);
            throw failed("The control group of sandbox " + id + " could not be removed: " + e.getMessage(), e);
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    private <T> T get(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw failed("Reading " + what + " of sandbox " + id + " failed: " + e.getMessage(), e);
        }
    }

    private void act(String what, Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw failed(what + " of sandbox " + id + " failed: " + e.getMessage(), e);
        }
    }

    private static QuernException failed(String message, @Nullable IOException cause) {
        return new QuernException(ErrorCode.SANDBOX_FAILED, message, null, cause);
    }
}
