package dev.diptych.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes scalars for TensorBoard: an `events.out.tfevents.*` file of framed `Event` messages.
///
/// Not thread-safe.
public final class TensorBoardEvents implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private TensorBoardEvents(Path directory) {
        Instant now = Instant.now();
        file = directory.resolve("events.out.tfevents.%d.%d.diptych"
                .formatted(now.toEpochMilli(), ProcessHandle.current().pid()));
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        append(EventMessage.fileVersion(seconds(now)));
    }

    /// A new event file in the run directory `directory`.
    public static TensorBoardEvents create(Path directory) {
        return new TensorBoardEvents(directory);
    }

    /// A new event file of a run that resumes after `step` steps; TensorBoard then ignores later steps in older
    /// files.
    public static TensorBoardEvents resume(Path directory, long step) {
        TensorBoardEvents events = new TensorBoardEvents(directory);
        events.append(EventMessage.start(seconds(Instant.now()), step + 1));
        return events;
    }

    /// Adds the scalars of one log entry, under `train/` for a step and `validation/` for a validation.
    public void append(LogEntry entry) {
        switch (entry) {
            case LogEntry.Step step -> {
                scalar(step.step(), "train/loss", step.loss());
                for (Map.Entry<String, Double> term : step.terms().entrySet()) {
                    scalar(step.step(), "train/loss/" + term.getKey(), term.getValue());
                }
                scalar(step.step(), "train/learning_rate", step.learningRate());
                scalar(step.step(), "train/temperature", step.temperature());
                scalar(step.step(), "train/samples_per_second", step.samplesPerSecond());
                scalar(step.step(), "train/gradient_norm", step.gradientNorm());
            }
            case LogEntry.Validation validation -> append(validation.step(), "validation", validation.metrics());
        }
    }

    /// Adds metrics under `group/`, with dots in names replaced by slashes.
    public void append(long step, String group, Metrics metrics) {
        metrics.values().forEach((name, value) -> scalar(step, group + "/" + name.replace('.', '/'), value));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scalar(long step, String tag, double value) {
        append(EventMessage.scalar(seconds(Instant.now()), step, tag, (float) value));
    }

    private void append(byte[] event) {
        ByteBuffer record = frame(event);
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /// A TFRecord: length, masked CRC of the length, data, masked CRC of the data; all little-endian.
    static ByteBuffer frame(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), Long.BYTES));
        record.put(data).putInt(maskedCrc(data, data.length));
        return record.flip();
    }

    // Masked CRC-32C: rotated and offset so that data that contain CRCs can be checksummed.
    private static int maskedCrc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}
