package dev.quern.app.mount;

import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketObject;
import dev.quern.node.bucket.OpenObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A bucket whose store fails, or answers no more, when told to. */
final class FaultyBucket extends AroundBucket {
    enum Fault {
        NONE,
        FAILS,
        SILENT
    }

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile Fault fault = Fault.NONE;
    /** Bytes of every read that still come. */
    private volatile long goodBytes;

    FaultyBucket(Bucket bucket) {
        super(bucket);
    }

    void become(Fault now, long bytes) {
        fault = now;
        goodBytes = bytes;
    }

    /** Waits until somebody has met the fault. */
    void awaitAsked() throws InterruptedException {
        asked.await();
    }

    private void meet() throws IOException {
        if (fault == Fault.NONE) {
            return;
        }
        asked.countDown();
        if (fault == Fault.SILENT) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new IOException("the store is gone");
    }

    @Override
    public Optional<BucketObject> find(String key) throws IOException {
        if (goodBytes == 0) {
            meet();
        }
        return super.find(key);
    }

    @Override
    public BucketObject put(String key, InputStream content) throws IOException {
        meet();
        return super.put(key, content);
    }

    @Override
    public Optional<OpenObject> open(String key) throws IOException {
        return super.open(key).map(Failing::new);
    }

    private final class Failing implements OpenObject {
        private final OpenObject object;

        Failing(OpenObject object) {
            this.object = object;
        }

        @Override
        public BucketObject object() {
            return object.object();
        }

        @Override
        public ReadableByteChannel read(long from, long length) throws IOException {
            ReadableByteChannel channel = object.read(from, length);
            return new ReadableByteChannel() {
                private long position = from;

                @Override
                public int read(ByteBuffer to) throws IOException {
                    if (position >= goodBytes) {
                        meet();
                    }
                    int n = channel.read(to);
                    position += n;
                    return n;
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }

        @Override
        public void close() throws IOException {
            object.close();
        }
    }
}
