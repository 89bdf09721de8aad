package dev.diptych.data.internal.archive;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Folder for reproducible files: downloaded images and unpacked files. By default `$DIPTYCH_CACHE`, else `diptych` in
/// `$XDG_CACHE_HOME`, else `~/.cache/diptych`. Several processes may use it at once.
///
/// Files are created atomically.
public record CacheFolder(Path folder) {

    static CacheFolder of(@Nullable Path chosen) {
        if (chosen != null) {
            return new CacheFolder(chosen);
        }
        String own = System.getenv("DIPTYCH_CACHE");
        if (own != null && !own.isBlank()) {
            return new CacheFolder(Path.of(own));
        }
        String shared = System.getenv("XDG_CACHE_HOME");
        Path home = shared == null || shared.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(shared);
        return new CacheFolder(home.resolve("diptych"));
    }

    /// Writes the bytes of a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    /// Returns the file that is derived from `source` for `purpose`; `content` creates it if it does not exist
    /// yet or the source has changed since.
    ///
    /// @throws IOException that `content` throws; no file remains in that case
    public Path unpacked(Path source, String purpose, Content content) throws IOException {
        Path real = source.toRealPath();
        String key = digest("%s\n%d\n%d"
                .formatted(
                        real, Files.size(real), Files.getLastModifiedTime(real).toMillis()));
        return file(Path.of("unpacked", key + "." + purpose), content);
    }

    /// Returns the file `relative`; `content` creates it if it does not exist yet.
    Path file(Path relative, Content content) throws IOException {
        Path target = folder.resolve(relative);
        if (Files.isRegularFile(target)) {
            return target;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(target + " is not a file");
        }
        try {
            Files.createDirectories(parent);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "the cache %s cannot be created: %s; specify another folder with DIPTYCH_CACHE or ?cache=FOLDER"
                            .formatted(folder, e),
                    e);
        }
        Path temporary = parent.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            content.writeTo(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return target;
    }

    /// SHA-256 of a text, in hexadecimal.
    public static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }
}
