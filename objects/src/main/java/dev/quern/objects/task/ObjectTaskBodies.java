package dev.quern.objects.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.ObservedInput;
import dev.quern.objects.StoredObject;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.TaskBodies;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bodies as objects of a bucket of Quern's own: {@code <task>.input}, {@code <task>.3} for the result of attempt 3.
 * Tasks' ids begin with their time, so the oldest bodies are listed first.
 */
public final class ObjectTaskBodies implements TaskBodies {
    private static final String BUCKET = "_tasks";
    private static final Pattern KEY = Pattern.compile("([0-9a-f-]{36})\\.(input|[1-9][0-9]{0,8})");
    private static final int BATCH = 1000;

    private final ObjectStore objects;
    private final Optional<TaskBodies> earlier;

    /** @param earlier where an older release kept them: still read and swept, no longer written */
    public ObjectTaskBodies(ObjectStore objects, Optional<TaskBodies> earlier) throws IOException {
        this.objects = objects;
        this.earlier = earlier;
        objects.ensureBucket(BUCKET);
    }

    @Override
    public long write(BodyName name, InputStream from, long most) throws IOException {
        ObjectContent content = new ObjectContent.Stream(new Bounded(from, most));
        return objects.put(object(name), content, Map.of(), Condition.ALWAYS).size();
    }

    @Override
    public Optional<InputStream> open(BodyName name) throws IOException {
        Optional<StoredObject> object = objects.open(object(name));
        if (object.isPresent()) {
            return Optional.of(new ObjectInput(object.get()));
        }
        return earlier.isPresent() ? earlier.get().open(name) : Optional.empty();
    }

    @Override
    public void delete(BodyName name) throws IOException {
        objects.delete(object(name), Condition.ALWAYS);
        if (earlier.isPresent()) {
            earlier.get().delete(name);
        }
    }

    @Override
    public int sweep(Instant before, UnaryOperator<Set<BodyName>> referred) throws IOException {
        int removed = earlier.isPresent() ? earlier.get().sweep(before, referred) : 0;
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            ObjectPage page = objects.list(BUCKET, "", "", next.get(), BATCH);
            removed += sweep(page, before, referred);
            next = page.next().filter(key -> isBefore(key, before));
        }
        return removed;
    }

    private int sweep(ObjectPage page, Instant before, UnaryOperator<Set<BodyName>> referred) throws IOException {
        Map<BodyName, ObjectName> batch = new HashMap<>();
        for (ObjectInfo info : page.objects()) {
            if (info.modifiedAt().isBefore(before)) {
                name(info.name().key()).ifPresent(name -> batch.put(name, info.name()));
            }
        }
        if (batch.isEmpty()) {
            return 0;
        }
        batch.keySet().removeAll(referred.apply(Set.copyOf(batch.keySet())));
        int removed = 0;
        for (ObjectName object : batch.values()) {
            removed += objects.delete(object, Condition.ALWAYS) ? 1 : 0;
        }
        return removed;
    }

    /** Nothing behind a task that is younger can be older. */
    private static boolean isBefore(String key, Instant before) {
        return name(key).map(name -> Ids.time(name.task()).isBefore(before)).orElse(true);
    }

    private static ObjectName object(BodyName name) {
        String suffix = name.attempt() == 0 ? "input" : Integer.toString(name.attempt());
        return new ObjectName(BUCKET, name.task() + "." + suffix);
    }

    private static Optional<BodyName> name(String key) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int attempt = parts.group(2).equals("input") ? 0 : Integer.parseInt(parts.group(2));
        return Optional.of(new BodyName(UUID.fromString(parts.group(1)), attempt));
    }

    private static final class Bounded extends ObservedInput {
        private final long most;
        private long done;

        Bounded(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read(byte[] to, int offset, int count) throws IOException {
            int read = in.read(to, offset, count);
            done += Math.max(0, read);
            if (done > most) {
                throw new QuernException(ErrorCode.BODY_TOO_LARGE, "The body is longer than " + most + " bytes");
            }
            return read;
        }
    }
}
