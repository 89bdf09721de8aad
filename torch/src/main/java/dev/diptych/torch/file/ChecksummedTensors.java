package dev.diptych.torch.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// Safetensors file whose metadata contain, under `sha256`, the SHA-256 of all its bytes with these 64 digits set to
/// zero. Data and checksum are in one file, so that they are replaced together; other readers can read it too.
final class ChecksummedTensors {

    static final String KEY = "sha256";
    static final String ZEROS = "0".repeat(64);

    private static final byte[] MARK = ("\"" + KEY + "\":\"").getBytes(StandardCharsets.UTF_8);

    private ChecksummedTensors() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }

    /// Replaces the zeros by the digits.
    static void put(byte[] header, byte[] digest) {
        byte[] digits = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, place(header), digits.length);
    }

    /// @throws InvalidInputException if the file has no checksum, or its checksum does not match
    static void verify(MappedFile file) {
        long length = file.size() < SafetensorsHeader.LENGTH_BYTES ? -1 : file.signedLong(0);
        if (length < 0
                || length > SafetensorsHeader.LARGEST_HEADER
                || length > file.size() - SafetensorsHeader.LENGTH_BYTES) {
            throw TensorFileFault.of(file.name(), "is damaged: its header is incomplete");
        }
        byte[] header = file.bytes(SafetensorsHeader.LENGTH_BYTES, (int) length);
        int place = place(header);
        if (place < 0 || place + ZEROS.length() > header.length) {
            throw TensorFileFault.of(file.name(), "has no checksum; it is damaged or was not written as a checkpoint");
        }
        String expected = new String(header, place, ZEROS.length(), StandardCharsets.ISO_8859_1);
        Arrays.fill(header, place, place + ZEROS.length(), (byte) '0');
        MessageDigest digest = digest();
        digest.update(file.bytes(0, SafetensorsHeader.LENGTH_BYTES));
        digest.update(header);
        file.update(digest, SafetensorsHeader.LENGTH_BYTES + length);
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw TensorFileFault.of(file.name(), "is damaged: its checksum does not match");
        }
    }

    // Within a string a quote is preceded by a backslash, so only the key itself matches.
    private static int place(byte[] header) {
        for (int at = 0; at + MARK.length <= header.length; at++) {
            if (Arrays.equals(header, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at + MARK.length;
            }
        }
        return -1;
    }
}
