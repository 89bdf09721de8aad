package dev.diptych.image.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Image files built byte by byte, which no encoder writes.
public final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// Characters 0 to 255 as bytes.
    public Bytes text(String latin1) {
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public Bytes bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    public Bytes bytes(byte[] values) {
        out.writeBytes(values);
        return this;
    }

    public Bytes u16le(int... values) {
        for (int value : values) {
            bytes(value, value >> 8);
        }
        return this;
    }

    public Bytes u32le(int... values) {
        for (int value : values) {
            u16le(value, value >> 16);
        }
        return this;
    }

    Bytes u32be(int value) {
        return bytes(value >> 24, value >> 16, value >> 8, value);
    }

    /// A PNG chunk, its check sum included.
    Bytes chunk(String type, byte[] content) {
        byte[] typed = new Bytes().text(type).bytes(content).array();
        CRC32 sum = new CRC32();
        sum.update(typed);
        return u32be(content.length).bytes(typed).u32be((int) sum.getValue());
    }

    public byte[] array() {
        return out.toByteArray();
    }

    static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] buffer = new byte[content.length + 100];
            int length = deflater.deflate(buffer);
            return Arrays.copyOf(buffer, length);
        } finally {
            deflater.end();
        }
    }
}
