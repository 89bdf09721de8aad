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

/// Digests of the images of data sets; those in files are remembered as long as size and modification time of the file
/// stay as they are.
///
/// @param memory the file that remembers them; it may not exist yet
/// @param warn informed where the memory is damaged or cannot be written, which changes no digest
public record ImageDigests(Path memory, Consumer<String> warn) {

    private static final int IMAGES_OF_CHUNK = 64;

    /// A file that was changed later than this before its digest was taken may change again within the resolution of
    /// its
    /// time, and is not remembered.
    private static final long SETTLED_NANOSECONDS = TimeUnit.SECONDS.toNanos(2);

    /// The size and time of a file.
    private record State(String path, long size, long modified) {}

    /// A digest, and the state of the file that it is to be remembered for; null where it is not, or is already.
    private record Digest(
            byte[] bytes, boolean readable, @Nullable State state, DigestFile.@Nullable Span span) {}

    /// A digest for each image; of an image that cannot be read one of its name and the reason.
    ///
    /// @param threads that read images
    /// @param watch informed before each few images
    /// @param stopRequested asked before each few images
    /// @return `[N][32]`; empty where the work was stopped, whose digests so far are remembered
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
                warn.accept("warning: %s cannot be used (%s); the digests of all images are computed again"
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

    // Another process may have written meanwhile: what it found stays.
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
            warn.accept("warning: the digests of images cannot be kept in %s (%s); the next run computes them again"
                    .formatted(memory, e.getMessage()));
        }
    }

    /// The digests of some images, one after another.
    private record Chunk(Pairs pairs, Map<String, DigestFile.KnownFile> known, int number)
            implements OrderedPipeline.Assembly<List<Digest>> {

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public void make(int part) {
            // All work is in finish, which runs on the same worker.
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

        // One that is not remembered.
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
                return null; // reading the image says what is wrong
            }
        }
    }
}
