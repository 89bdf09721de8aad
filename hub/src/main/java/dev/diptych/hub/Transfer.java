package dev.diptych.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Download of the bytes of one file to a partial file, over as many connections as necessary.
final class Transfer {

    private static final int BUFFER = 1 << 18;

    private final HubClient client;
    private final HubListener listener;
    private final HubName name;
    private final RemoteFile file;
    private final Path partial;
    private final RetryPolicy patience;
    private long furthest;
    private boolean inPieces;

    Transfer(HubClient client, HubListener listener, HubName name, RemoteFile file, Path partial) {
        this.client = client;
        this.listener = listener;
        this.name = name;
        this.file = file;
        this.partial = partial;
        this.patience = client.patience();
    }

    /// Completes the partial file from where an earlier attempt stopped.
    ///
    /// @return whether it consists of several responses, which may be of different bytes
    /// @throws HubException if the server keeps failing, or the disk is full; the partial file remains
    boolean run() throws IOException, InterruptedException {
        furthest = held();
        inPieces = furthest > 0;
        while (true) {
            long held = held();
            if (file.size().isPresent() && held == file.size().getAsLong() && Files.exists(partial)) {
                return inPieces;
            }
            if (file.size().isPresent() && held > file.size().getAsLong()) {
                Files.delete(partial); // left by an attempt for another file
                held = 0;
            }
            requireSpace(held);
            try {
                if (piece(held)) {
                    return inPieces;
                }
            } catch (TransientFailure failure) {
                patience.await(failure);
            }
        }
    }

    // Receives one response of the server; false if the file is not known to be complete yet.
    private boolean piece(long held) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.open(name, file.file(), held);
        try (InputStream body = client.guarded(response)) {
            boolean goesOn = response.statusCode() == 206
                    && HubStatus.header(response, "Content-Range").startsWith("bytes " + held + "-");
            if (response.statusCode() == 416 || (response.statusCode() == 206 && !goesOn)) {
                Files.deleteIfExists(partial);
                throw new TransientFailure(what() + ": the server cannot resume at byte " + held, null, null);
            }
            inPieces = goesOn;
            receive(body, goesOn ? held : 0, response);
        }
        return file.size().isEmpty();
    }

    private void receive(InputStream body, long start, HttpResponse<?> response) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long position = start;
        try (FileChannel channel = open()) {
            write(channel, ByteBuffer.allocate(0), start);
            for (int count = read(body, buffer, response); count >= 0; count = read(body, buffer, response)) {
                write(channel, ByteBuffer.wrap(buffer, 0, count), position);
                position += count;
                if (position > file.size().orElse(Long.MAX_VALUE)) {
                    throw new HubException(what() + ": the server sends more than the "
                            + file.size().getAsLong() + " bytes expected");
                }
                if (position > furthest) {
                    furthest = position;
                    patience.progressed();
                }
                listener.received(file.file(), position, file.size().orElse(-1));
            }
            sync(channel);
        }
        if (position < file.size().orElse(0)) {
            throw new TransientFailure(
                    what() + ": cut off after " + position + " of "
                            + file.size().getAsLong() + " bytes",
                    null,
                    null);
        }
    }

    private int read(InputStream body, byte[] buffer, HttpResponse<?> response) throws TransientFailure {
        try {
            return body.read(buffer);
        } catch (IOException failure) {
            throw client.transientFailure(what(), response.uri(), failure);
        }
    }

    private FileChannel open() throws HubException {
        try {
            return FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    // Truncated, because the server may have started over.
    private void write(FileChannel channel, ByteBuffer bytes, long position) throws HubException {
        try {
            if (channel.size() > position) {
                channel.truncate(position);
            }
            channel.position(position);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private void sync(FileChannel channel) throws HubException {
        try {
            channel.force(true);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private HubException unwritable(IOException failure) {
        return new HubException(
                partial + ": cannot be written: " + failure.getMessage()
                        + "; free some space there, or set HF_HUB_CACHE",
                failure);
    }

    private void requireSpace(long held) throws IOException {
        long needed = file.size().orElse(0) - held;
        long free = Files.getFileStore(partial.getParent()).getUsableSpace();
        if (needed > free) {
            throw new HubException(
                    "%s: needs %,d bytes more, and %s has room for %,d; free some space, or set HF_HUB_CACHE"
                            .formatted(what(), needed, partial.getParent(), free));
        }
    }

    private long held() throws IOException {
        return Files.exists(partial) ? Files.size(partial) : 0;
    }

    private String what() {
        return name.repository() + ": " + file.file();
    }
}
