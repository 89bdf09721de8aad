package dev.diptych.data.internal.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/// Compressions of whole files: gzip, zstd, xz, bzip2 and LZ4 frames, detected by the first bytes.
final class Decompression {

    private static final Set<String> READ = Set.of(
            CompressorStreamFactory.GZIP,
            CompressorStreamFactory.ZSTANDARD,
            CompressorStreamFactory.XZ,
            CompressorStreamFactory.BZIP2,
            CompressorStreamFactory.LZ4_FRAMED);

    /// Limit of the memory of a decoder, which a damaged header of xz could otherwise exceed.
    private static final int MEMORY_KIB = 512 << 10;

    private static final int BUFFER = 1 << 16;

    private Decompression() {}

    /// The compression of a file; empty if it has none of these.
    static Optional<String> of(Path file) throws IOException {
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
            return Optional.of(CompressorStreamFactory.detect(stream)).filter(READ::contains);
        } catch (CompressorException none) {
            return Optional.empty();
        }
    }

    /// Opens a compressed file, all parts of it if several were concatenated.
    ///
    /// @param compression as [#of] returns it
    /// @throws IOException also for damaged data, here or when the stream is read
    static InputStream open(Path file, String compression) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return compression.equals(CompressorStreamFactory.GZIP)
                    ? new GZIPInputStream(stream, BUFFER)
                    : new CompressorStreamFactory(true, MEMORY_KIB).createCompressorInputStream(compression, stream);
        } catch (CompressorException e) {
            stream.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }
}
