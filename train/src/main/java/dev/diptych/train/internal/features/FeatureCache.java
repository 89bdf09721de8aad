package dev.diptych.train.internal.features;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.Pairs;
import dev.diptych.data.features.FeatureFile;
import dev.diptych.data.features.FeatureLayout;
import dev.diptych.data.features.FeatureWriter;
import dev.diptych.data.features.ImageDigests;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The feature files of a directory: opened if intact, otherwise computed. Several runs may share it.
///
/// @param stopRequested checked regularly; an interrupted file is resumed later
public record FeatureCache(Path directory, ProgressLine progress, BooleanSupplier stopRequested) {

    private static final double MEGABYTE = 1e6;

    /// Computes missing rows.
    @FunctionalInterface
    interface Filler {
        /// Writes rows until the last one or a stop request.
        void fill(FeatureWriter writer, Work work) throws IOException;
    }

    /// Progress and stop request of long operations.
    ///
    /// @param watch notified of progress
    /// @param stopRequested checked regularly
    record Work(ProgressListener watch, BooleanSupplier stopRequested) {

        /// A listener that shows this name for every stage.
        ProgressListener named(String name) {
            return (_, done, total) -> watch.at(name, done, total);
        }
    }

    /// A digest for each image, cached across runs while its file is unchanged; empty on a stop request.
    Optional<byte[][]> digests(Pairs pairs, int threads) {
        return new ImageDigests(directory.resolve("image-digests"), progress::warn)
                .of(pairs, threads, new ConsoleProgress(progress), stopRequested);
    }

    /// Work with a shown progress.
    Work work() {
        return new Work(new ConsoleProgress(progress), stopRequested);
    }

    /// The file of this layout.
    ///
    /// @param prefix of the file's name
    /// @param content description of the content, for messages
    /// @return empty if it cannot be stored (for example on a full disk), which is reported, or on a stop request
    Optional<FeatureFile> obtain(String prefix, String content, FeatureLayout layout, Filler filler) {
        Path path = directory.resolve(layout.fileName(prefix));
        try {
            Files.createDirectories(directory);
            Optional<FeatureFile> known = known(path, layout);
            if (known.isPresent()) {
                progress.say("%s: from the cache, %s".formatted(content, path));
                return known;
            }
            FileStore store = Files.getFileStore(directory);
            if (store.getUsableSpace() < layout.bytes()) {
                progress.warn(
                        "%s requires %,.0f MB, but %s has only %,.0f MB left; computing it in each epoch instead (set train.cache.directory to another disk)"
                                .formatted(
                                        content,
                                        layout.bytes() / MEGABYTE,
                                        directory,
                                        store.getUsableSpace() / MEGABYTE));
                return Optional.empty();
            }
            progress.say("%s: computed once, %,.0f MB in %s".formatted(content, layout.bytes() / MEGABYTE, path));
            return written(path, layout, filler);
        } catch (IOException failure) {
            progress.warn("cannot store %s in %s (%s); computing it in each epoch instead"
                    .formatted(content, path, failure.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<FeatureFile> written(Path path, FeatureLayout layout, Filler filler) throws IOException {
        try (FeatureWriter writer = FeatureWriter.open(path, layout)) {
            Optional<FeatureFile> meanwhile = known(path, layout); // another run may have held the lock
            if (meanwhile.isPresent()) {
                writer.discard();
                return meanwhile;
            }
            try {
                filler.fill(writer, work());
            } catch (IOException full) {
                writer.discard();
                throw full;
            }
            if (writer.row() < layout.tokens().length) {
                return Optional.empty();
            }
            writer.finish();
        }
        return FeatureFile.open(path, layout);
    }

    private Optional<FeatureFile> known(Path path, FeatureLayout layout) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        Optional<FeatureFile> opened = FeatureFile.open(path, layout);
        if (opened.isEmpty()) {
            progress.warn("%s is damaged or belongs to another model or data; computing it again".formatted(path));
            Files.deleteIfExists(path);
        }
        return opened;
    }
}
