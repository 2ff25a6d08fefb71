package dev.quern.objects.task;

import dev.quern.objects.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.channels.Channels;

/** A whole object as a stream, which lets the object go when it is closed. */
final class ObjectInput extends FilterInputStream {
    private final StoredObject object;

    ObjectInput(StoredObject object) throws IOException {
        super(Channels.newInputStream(object.read(0, object.info().size())));
        this.object = object;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            object.close();
        }
    }
}
