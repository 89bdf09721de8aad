package dev.diptych.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a sequence of texts, bytes and numbers; the length of each is digested too, so that no two sequences run
/// together to the same bytes.
public final class ContentDigest {

    private final MessageDigest digest;

    public ContentDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
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

    /// The remaining bytes of a buffer, whose position does not move.
    public ContentDigest bytes(ByteBuffer bytes) {
        number(bytes.remaining());
        digest.update(bytes.duplicate());
        return this;
    }

    /// The digest [32]; nothing can be added after it.
    public byte[] bytes() {
        return digest.digest();
    }

    /// The digest; nothing can be added after it.
    public String hexadecimal() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
