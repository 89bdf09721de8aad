package dev.diptych.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Body of a response that fails if no data arrive for too long; Java's client waits forever.
final class GuardedStream extends FilterInputStream {

    private final Duration limit;
    private final Thread watch;
    private volatile long latest = System.nanoTime();
    private volatile boolean silent;

    GuardedStream(InputStream body, Duration limit) {
        super(body);
        this.limit = limit;
        this.watch = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        try {
            long left = limit.toNanos();
            while (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
                left = limit.toNanos() - (System.nanoTime() - latest);
            }
            silent = true;
            in.close(); // ends the blocked read
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            silent = true; // reported by the reader
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(bytes, offset, length);
        } catch (IOException failure) {
            throw silent ? silence(failure) : failure;
        }
        if (silent) {
            throw silence(null);
        }
        latest = System.nanoTime();
        return count;
    }

    private IOException silence(@Nullable IOException cause) {
        return new IOException("no data received for " + limit.toSeconds() + " s", cause);
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }
}
