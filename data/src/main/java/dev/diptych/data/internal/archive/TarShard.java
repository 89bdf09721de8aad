package dev.diptych.data.internal.archive;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.table.TextInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Positions of the files in a tar archive. Files are never unpacked to the names in the archive.
///
/// @param file the archive, uncompressed
public record TarShard(Path file, List<Member> members) {

    private static final int BUFFER = 1 << 16;

    /// Limit of the size of an unpacked archive: this many bytes, or [#LARGEST_RATIO] times its compressed size,
    /// whichever is larger.
    private static final long ALWAYS_ALLOWED = 256L << 20;

    private static final long LARGEST_RATIO = 100;

    private static final int LARGEST_MEMBER = Integer.MAX_VALUE - 8;

    /// File in the archive.
    ///
    /// @param name its path, with `/`
    public record Member(String name, long offset, int size) {}

    /// Reads the headers. A compressed archive is unpacked once into the cache, because it does not support
    /// random access.
    ///
    /// @throws InvalidInputException if it is not a tar archive, is truncated, or has a link, a sparse file, a
    ///     file of more than 2 GiB or a path that is absolute or leads outside; names the member
    public static TarShard read(Path archive, CacheFolder cache) {
        requireNoPointer(archive);
        Path file = compression(archive)
                .map(compression -> unpacked(archive, compression, cache))
                .orElse(archive);
        List<Member> members = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            TarHeaders headers = new TarHeaders(channel);
            for (TarHeaders.Header header = headers.next(); header != null; header = headers.next()) {
                String name = checkedName(archive, header);
                if (header.kind() != TarHeaders.Kind.DIRECTORY) {
                    members.add(new Member(name, header.offset(), checkedSize(archive, header)));
                }
            }
            return new TarShard(file, members);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s is not a complete tar archive: %s; download or write it again".formatted(archive, reason(e)),
                    e);
        }
    }

    private static String checkedName(Path archive, TarHeaders.Header entry) {
        String name = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || name.indexOf('\0') >= 0
                || List.of(name.split("/", -1)).contains("..");
        if (outside) {
            throw new InvalidInputException(
                    "%s: member \"%s\" has a path that is absolute or leads outside; write the shard with plain names"
                            .formatted(archive, printable(entry.name())));
        }
        return name;
    }

    private static int checkedSize(Path archive, TarHeaders.Header entry) {
        String problem = switch (entry.kind()) {
            case LINK -> "is a link, which has no content; write the shard with the files themselves";
            case OTHER -> "is not a regular file; remove it from the shard";
            case DIRECTORY, FILE ->
                entry.size() > LARGEST_MEMBER
                        ? "has a size of %d bytes, over 2 GiB; remove it from the shard".formatted(entry.size())
                        : null;
        };
        if (problem != null) {
            throw new InvalidInputException(
                    "%s: member \"%s\" %s".formatted(archive, printable(entry.name()), problem));
        }
        return (int) entry.size();
    }

    private static void requireNoPointer(Path archive) {
        try {
            TextInput.requireNoPointer(archive);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(archive, e), e);
        }
    }

    private static Optional<String> compression(Path archive) {
        try {
            return Decompression.of(archive);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(archive, e), e);
        }
    }

    private static Path unpacked(Path archive, String compression, CacheFolder cache) {
        try {
            long limit = Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * Files.size(archive));
            return cache.unpacked(archive, "tar", target -> unpack(archive, compression, target, limit));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s cannot be unpacked into the cache %s: %s".formatted(archive, cache.folder(), reason(e)), e);
        }
    }

    private static void unpack(Path archive, String compression, Path target, long limit) throws IOException {
        try (InputStream stream = Decompression.open(archive, compression);
                OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[BUFFER];
            long written = 0;
            for (int count = read(stream, buffer); count >= 0; count = read(stream, buffer)) {
                written += count;
                if (written > limit) {
                    throw new IOException(
                            "it unpacks to more than %d bytes, more than any shard of images".formatted(limit));
                }
                out.write(buffer, 0, count);
            }
        }
    }

    // Decoders throw exceptions of several kinds for damaged data.
    private static int read(InputStream stream, byte[] buffer) throws IOException {
        try {
            return stream.read(buffer);
        } catch (RuntimeException damaged) {
            throw new IOException("its compressed data are damaged (%s)".formatted(reason(damaged)), damaged);
        }
    }

    /// Removes control characters of hostile names.
    private static String printable(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
