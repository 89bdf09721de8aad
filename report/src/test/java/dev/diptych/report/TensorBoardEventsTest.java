package dev.diptych.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardEventsTest {

    @TempDir
    Path temporary;

    @Test
    void encodesAScalarByteByByte() {
        // wall_time 1.0 | step 300 | summary of 12: value of 10: tag "loss", simple_value 0.5
        assertArrayEquals(
                hex("09 000000000000f03f  10 ac02  2a 0d 0a 0b 0a 04 6c6f7373 15 0000003f"),
                EventMessage.scalar(1, 300, "loss", 0.5f));
        assertArrayEquals(hex("09 0000000000000040  1a 0d 627261696e2e4576656e743a32"), EventMessage.fileVersion(2));
        assertArrayEquals(hex("09 0000000000000000  10 05  3a 02 08 01"), EventMessage.start(0, 5));
    }

    @Test
    void framesARecordAsTensorFlowDoes() {
        // Every event file begins with these twelve bytes: its first event has 24, and this is their length's
        // CRC.
        ByteBuffer record = TensorBoardEvents.frame(EventMessage.fileVersion(0));
        assertEquals(40, record.remaining());
        byte[] head = new byte[12];
        record.get(head);
        assertArrayEquals(hex("1800000000000000 a37f4b22"), head);
    }

    @Test
    void masksTheChecksumOfTheData() {
        // CRC-32C of "123456789" is e3069283; rotated right by 15 bits 2507c60d, plus a282ead8 is c78ab0e5.
        ByteBuffer record = TensorBoardEvents.frame("123456789".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0xc78ab0e5, record.getInt(12 + 9));
    }

    @Test
    void writesWhatItsOwnFramingReadsBack() throws IOException {
        try (TensorBoardEvents events = TensorBoardEvents.create(temporary)) {
            events.append(new LogEntry.Step(7, 1, 2.5, Map.of("contrastive", 2.0), 1e-3, 0.07, 90, 1, 3));
            events.append(new LogEntry.Validation(8, 1, Metrics.none().with("matching.auc", 0.75), 4));
            events.append(8, "end", Metrics.none().with("train.steps", 8));
        }
        Path file;
        try (var files = Files.list(temporary)) {
            file = files.findFirst().orElseThrow();
        }
        assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."));
        List<byte[]> records = unframe(Files.readAllBytes(file));
        assertEquals(9, records.size());
        assertTrue(text(records.get(0)).endsWith("brain.Event:2"));
        assertTrue(text(records.get(1)).contains("train/loss"));
        assertTrue(text(records.get(2)).contains("train/loss/contrastive"));
        assertTrue(text(records.get(7)).contains("validation/matching/auc"));
        assertTrue(text(records.get(8)).contains("end/train/steps"));
        assertEquals(0.75f, lastFloat(records.get(7)));
        assertEquals(2.5f, lastFloat(records.get(1)));
    }

    @Test
    void marksWhereAResumedRunStarts() throws IOException {
        TensorBoardEvents.resume(temporary, 20).close();
        try (var files = Files.list(temporary)) {
            List<byte[]> records = unframe(Files.readAllBytes(files.findFirst().orElseThrow()));
            assertArrayEquals(hex("10 15 3a 02 08 01"), Arrays.copyOfRange(records.get(1), 9, 15));
        }
    }

    private static List<byte[]> unframe(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int start = buffer.position();
            byte[] data = new byte[Math.toIntExact(buffer.getLong())];
            buffer.getInt();
            buffer.get(data);
            buffer.getInt();
            assertArrayEquals(
                    Arrays.copyOfRange(file, start, buffer.position()),
                    TensorBoardEvents.frame(data).array());
            records.add(data);
        }
        return records;
    }

    private static float lastFloat(byte[] record) {
        return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getFloat(record.length - Float.BYTES);
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
