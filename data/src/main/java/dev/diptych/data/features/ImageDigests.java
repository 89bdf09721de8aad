package dev.diptych.data.features;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.FileRegion;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.OrderedPipeline;
import dev.diptych.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Digests of the images of data sets; those of files are cached while the size and modification time of the file do
/// not change.
///
/// @param memory file of the cache; need not exist yet
/// @param warn called if the cache is damaged or cannot be written, which affects no digest
public record ImageDigests(Path memory, Consumer<String> warn) {

    private static final int IMAGES_OF_CHUNK = 64;

    /// A file that was modified more recently than this before its digest was computed may change again within the
    /// resolution of its timestamp, and is not cached.
    private static final long SETTLED_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

    /// Size and time of a file.
    private record State(String path, long size, long modified) {}

    /// A digest, and the state of the file under which it is to be cached; null if it is not, or is already.
    private record Digest(
            byte[] bytes, boolean readable, @Nullable State state, DigestFile.@Nullable Span span) {}

    /// Returns a digest for each image; for an unreadable image one of its name and the reason.
    ///
    /// @param threads number of threads that read images
    /// @param watch called regularly with the progress
    /// @param stopRequested checked regularly
    /// @return `[N][32]`; empty if the work was stopped, in which case the digests so far are cached
    public Optional<byte[][]> of(Pairs pairs, int threads, ProgressListener watch, BooleanSupplier stopRequested) {
        Map<String, DigestFile.KnownFile> known = known(true);
        int images = pairs.images().size();
        byte[][] digests = new byte[images][];
        Map<String, DigestFile.KnownFile> found = new HashMap<>();
        int done = 0;
        try (var pipeline = new OrderedPipeline<List<Digest>>(
                "diptych-digests",
                threads,
                2 * threads,
                Integer.MAX_VALUE,
                0,
                Math.ceilDiv(images, IMAGES_OF_CHUNK),
                chunk -> new Chunk(pairs, known, chunk))) {
            while (pipeline.hasNext() && !stopRequested.getAsBoolean()) {
                watch.at("image digests", done, images);
                for (Digest digest : pipeline.next()) {
                    digests[done++] = digest.bytes();
                    add(digest, found);
                }
            }
        }
        if (!found.isEmpty()) {
            remember(found);
        }
        return done < images ? Optional.empty() : Optional.of(digests);
    }

    private Map<String, DigestFile.KnownFile> known(boolean warns) {
        try {
            return DigestFile.read(memory);
        } catch (IOException damaged) {
            if (warns) {
                warn.accept("%s cannot be used (%s); the digests of all images are computed again"
                        .formatted(memory, damaged.getMessage()));
            }
            return new HashMap<>();
        }
    }

    private static void add(Digest digest, Map<String, DigestFile.KnownFile> found) {
        State state = digest.state();
        DigestFile.Span span = digest.span();
        if (state == null || span == null) {
            return;
        }
        DigestFile.KnownFile file = found.get(state.path());
        if (file == null || !file.isOf(state.size(), state.modified())) {
            file = new DigestFile.KnownFile(state.size(), state.modified(), new HashMap<>());
            found.put(state.path(), file);
        }
        file.digests().put(span, digest.bytes());
    }

    // Keep entries that another process has written in the meantime.
    private void remember(Map<String, DigestFile.KnownFile> found) {
        Map<String, DigestFile.KnownFile> all = known(false);
        found.forEach((path, file) -> {
            DigestFile.KnownFile before = all.get(path);
            if (before != null && before.isOf(file.size(), file.modified())) {
                before.digests().putAll(file.digests());
            } else {
                all.put(path, file);
            }
        });
        try {
            Files.createDirectories(
                    Objects.requireNonNull(memory.toAbsolutePath().getParent()));
            DigestFile.write(memory, all);
        } catch (IOException | UncheckedIOException e) {
            warn.accept("the digests of images cannot be stored in %s (%s); the next run computes them again"
                    .formatted(memory, e.getMessage()));
        }
    }

    /// Digests of some images.
    private record Chunk(Pairs pairs, Map<String, DigestFile.KnownFile> known, int number)
            implements OrderedPipeline.Assembly<List<Digest>> {

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public void make(int part) {
            // All work is done in finish, which runs on the same worker.
        }

        @Override
        public List<Digest> finish() {
            int from = number * IMAGES_OF_CHUNK;
            return IntStream.range(from, Math.min(pairs.images().size(), from + IMAGES_OF_CHUNK))
                    .mapToObj(image -> digest(pairs.image(image)))
                    .toList();
        }

        private Digest digest(ImageItem image) {
            FileRegion region = image.source().region();
            if (region == null) {
                return computed(image);
            }
            DigestFile.Span span = new DigestFile.Span(region.offset(), region.length());
            State before = state(region.file());
            if (before != null) {
                DigestFile.KnownFile file = known.get(before.path());
                byte[] digest = file != null && file.isOf(before.size(), before.modified())
                        ? file.digests().get(span)
                        : null;
                if (digest != null) {
                    return new Digest(digest, true, null, null);
                }
            }
            long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            Digest computed = computed(image);
            boolean settled = before != null
                    && computed.readable()
                    && now - before.modified() > SETTLED_NANOSECONDS
                    && before.equals(state(region.file()));
            return settled ? new Digest(computed.bytes(), true, before, span) : computed;
        }

        // A digest that is not cached.
        private static Digest computed(ImageItem image) {
            try {
                return new Digest(image.source().digest(), true, null, null);
            } catch (UnreadableImageException unreadable) {
                byte[] ofReason = new ContentDigest()
                        .text(image.name())
                        .text(unreadable.reason())
                        .bytes();
                return new Digest(ofReason, false, null, null);
            }
        }

        private static @Nullable State state(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new State(
                        file.toAbsolutePath().normalize().toString(),
                        attributes.size(),
                        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            } catch (IOException e) {
                return null; // reading the image reports the error
            }
        }
    }
}
