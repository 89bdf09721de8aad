package dev.diptych.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// TensorBoard's `Event` message in protocol buffers' wire format, as far as it is needed for scalars.
///
/// ```
/// Event    { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog
/// session_log = 7; }
/// Summary  { repeated Value value = 1; }   Value { string tag = 1; float simple_value = 2; }   SessionLog { enum
/// status = 1; }
/// ```
final class EventMessage {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private static final int SESSION_START = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private EventMessage() {}

    /// The first event of a file, with its version.
    static byte[] fileVersion(double wallTime) {
        return new EventMessage().fixed64(1, wallTime).text(3, "brain.Event:2").toBytes();
    }

    /// Starts a session at `step`, which invalidates earlier events of this and later steps.
    static byte[] start(double wallTime, long step) {
        byte[] session = new EventMessage().varint(1, SESSION_START).toBytes();
        return new EventMessage()
                .fixed64(1, wallTime)
                .varint(2, step)
                .message(7, session)
                .toBytes();
    }

    static byte[] scalar(double wallTime, long step, String tag, float value) {
        byte[] inner = new EventMessage().text(1, tag).fixed32(2, value).toBytes();
        byte[] summary = new EventMessage().message(1, inner).toBytes();
        return new EventMessage()
                .fixed64(1, wallTime)
                .varint(2, step)
                .message(5, summary)
                .toBytes();
    }

    private byte[] toBytes() {
        return bytes.toByteArray();
    }

    private EventMessage fixed64(int field, double value) {
        key(field, FIXED_64);
        bytes.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
        return this;
    }

    private EventMessage fixed32(int field, float value) {
        key(field, FIXED_32);
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    private EventMessage varint(int field, long value) {
        key(field, VARINT);
        digits(value);
        return this;
    }

    private EventMessage text(int field, String text) {
        return message(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private EventMessage message(int field, byte[] content) {
        key(field, LENGTH_DELIMITED);
        digits(content.length);
        bytes.writeBytes(content);
        return this;
    }

    private void key(int field, int wireType) {
        digits((long) field << 3 | wireType);
    }

    // Seven bits per byte, lowest first; the top bit marks that more bytes follow.
    private void digits(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
