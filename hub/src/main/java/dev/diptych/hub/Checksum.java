package dev.diptych.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// Expected checksum of a file: SHA-256, or the SHA-1 of a git blob.
///
/// @param value in lower-case hexadecimal
record Checksum(Kind kind, String value) {

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]+");

    enum Kind {
        SHA256("SHA-256", 64),
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }
    }

    /// Returns the checksum in `etag`, if it is one.
    static Optional<Checksum> of(String etag) {
        for (Kind kind : Kind.values()) {
            if (etag.length() == kind.digits && HEXADECIMAL.matcher(etag).matches()) {
                return Optional.of(new Checksum(kind, etag));
            }
        }
        return Optional.empty();
    }

    boolean holds(Path file) throws IOException {
        return value(file).equals(value);
    }

    /// Returns the checksum of the bytes of `file`.
    String value(Path file) throws IOException {
        MessageDigest digest = digest();
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides " + kind.algorithm, e);
        }
    }
}
