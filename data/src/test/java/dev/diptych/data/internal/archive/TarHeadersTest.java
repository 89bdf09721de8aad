package dev.diptych.data.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarHeadersTest {

    @TempDir
    private Path folder;

    @Test
    void findsWhatAnotherReaderFindsInEveryWayOfWritingNamesAndSizes() throws IOException {
        for (int longNames : new int[] {
            TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX,
        }) {
            Path file = folder.resolve("a.tar");
            try (var out = Files.newOutputStream(file);
                    var tar = new TarArchiveOutputStream(out, "UTF-8")) {
                tar.setLongFileMode(longNames);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
                tar.setAddPaxHeadersForNonAsciiNames(longNames == TarArchiveOutputStream.LONGFILE_POSIX);
                for (String name : List.of(
                        "a.png", "b/", "b/c.txt", "d/".repeat(60) + "e.png", "图像.png", "f".repeat(300), "empty")) {
                    TarArchiveEntry entry = new TarArchiveEntry(name);
                    byte[] content = name.equals("empty") || name.endsWith("/")
                            ? new byte[0]
                            : name.getBytes(StandardCharsets.UTF_8);
                    entry.setSize(content.length);
                    tar.putArchiveEntry(entry);
                    tar.write(content);
                    tar.closeArchiveEntry();
                }
            }
            List<String> expected = new ArrayList<>();
            try (TarFile tar = new TarFile(file)) {
                for (TarArchiveEntry entry : tar.getEntries()) {
                    expected.add(entry.getName() + " " + entry.getDataOffset() + " " + entry.getSize());
                }
            }
            assertEquals(expected, read(file));
        }
    }

    @Test
    void aNameOfAHundredMegabytesIsRefusedBeforeItIsRead() throws IOException {
        for (char kind : new char[] {'L', 'K', 'x', 'g'}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(header("././@LongLink", kind, 100 << 20));
            Path file = Files.write(folder.resolve("long.tar"), bytes.toByteArray());
            try (FileChannel channel = FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                channel.write(java.nio.ByteBuffer.allocate(1), 200L << 20); // a hole
            }
            assertRefused(file, "a name of 104857600 bytes");
        }
    }

    @Test
    void aLongChainOfLongNamesIsReadOneAfterTheOther() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            bytes.write(header("././@LongLink", 'L', 0));
        }
        bytes.write(header("a.png", '0', 0));
        Path file = Files.write(folder.resolve("chain.tar"), bytes.toByteArray());
        assertEquals(1, read(file).size());
    }

    @Test
    void brokenHeadersAreNamedByTheirPlace() throws IOException {
        byte[] whole = header("a.png", '0', 0);
        whole[10] ^= 1;
        assertRefused(Files.write(folder.resolve("sum.tar"), whole), "there is no header at byte 0");
        assertRefused(
                Files.write(folder.resolve("cut.tar"), header("a.png", '0', 5_000)),
                "ends inside a member of 5000 bytes");
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        byte[] record = "99 path=x\n".getBytes(StandardCharsets.UTF_8);
        pax.write(header("pax", 'x', record.length));
        pax.write(record);
        pax.write(new byte[512 - record.length]);
        assertRefused(Files.write(folder.resolve("pax.tar"), pax.toByteArray()), "an extended header is broken");
    }

    private static byte[] header(String name, char kind, long size) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 124, "%011o".formatted(size));
        block[156] = (byte) kind;
        put(block, 257, "ustar");
        put(block, 148, "        ");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xFF;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static List<String> read(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            TarHeaders headers = new TarHeaders(channel);
            for (TarHeaders.Header each = headers.next(); each != null; each = headers.next()) {
                found.add(each.name() + " " + each.offset() + " " + each.size());
            }
        }
        return found;
    }

    private static void assertRefused(Path file, String part) {
        String message =
                String.valueOf(assertThrows(IOException.class, () -> read(file)).getMessage());
        assertTrue(message.contains(part), message);
    }
}
