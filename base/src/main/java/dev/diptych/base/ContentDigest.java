package dev.diptych.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a sequence of texts, bytes and numbers. The length of each is included, so that different sequences
/// never yield the same bytes.
public final class ContentDigest {

    private final MessageDigest digest;

    public ContentDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }

    public ContentDigest number(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
        return this;
    }

    public ContentDigest text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
        return this;
    }

    /// Adds the remaining bytes of a buffer without changing its position.
    public ContentDigest bytes(ByteBuffer bytes) {
        number(bytes.remaining());
        digest.update(bytes.duplicate());
        return this;
    }

    /// Returns the digest [32]. Nothing can be added afterwards.
    public byte[] bytes() {
        return digest.digest();
    }

    /// Returns the digest. Nothing can be added afterwards.
    public String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
