package dev.diptych.data.survey;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.FileRegion;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Images of one data set whose files are byte for byte those of another, for example of validation data that are also
/// training data. Only files of equal size are read. Images that are not in local files are not compared; `audit
/// --against` also finds images that were encoded again.
///
/// @param shared number of images that the other data set contains too
/// @param images number of images of the data set
public record DataOverlap(int shared, int images) {

    /// Bytes of an image in a local file.
    private record Place(Path file, long offset, long length) {}

    /// Compares each image of `data` with those of `other`.
    public static DataOverlap of(Pairs data, Pairs other) {
        Map<Long, Set<Place>> bySize = new HashMap<>();
        for (ImageItem image : data.images()) {
            Place place = place(image);
            if (place != null) {
                bySize.computeIfAbsent(place.length(), _ -> new HashSet<>(1)).add(place);
            }
        }
        Map<Long, Set<Place>> candidates = new HashMap<>();
        for (ImageItem image : other.images()) {
            Place place = place(image);
            if (place != null && bySize.containsKey(place.length())) {
                candidates
                        .computeIfAbsent(place.length(), _ -> new HashSet<>(1))
                        .add(place);
            }
        }
        int shared = candidates.entrySet().parallelStream()
                .mapToInt(entry -> shared(bySize.getOrDefault(entry.getKey(), Set.of()), entry.getValue()))
                .sum();
        return new DataOverlap(shared, data.images().size());
    }

    private static int shared(Set<Place> own, Set<Place> others) {
        Set<String> digests = null;
        int shared = 0;
        for (Place place : own) {
            if (others.contains(place)) {
                shared++;
                continue;
            }
            if (digests == null) {
                digests = new HashSet<>();
                for (Place other : others) {
                    digest(other).ifPresent(digests::add);
                }
            }
            shared += digest(place).filter(digests::contains).isPresent() ? 1 : 0;
        }
        return shared;
    }

    private static @Nullable Place place(ImageItem image) {
        FileRegion region = image.source().region();
        if (region == null) {
            return null;
        }
        try {
            Path file = region.file().toAbsolutePath().normalize();
            return new Place(file, region.offset(), region.isWhole() ? Files.size(file) : region.length());
        } catch (IOException _) {
            return null; // the loader reports it
        }
    }

    private static Optional<String> digest(Place place) {
        try (FileChannel channel = FileChannel.open(place.file())) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(place.length(), Integer.MAX_VALUE - 8));
            while (bytes.hasRemaining() && channel.read(bytes, place.offset() + bytes.position()) >= 0) {
                // read on
            }
            return Optional.of(new ContentDigest().bytes(bytes.flip()).hexadecimal());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// A line if there are shared images.
    ///
    /// @param name of the data set, such as "validation"
    /// @param otherName such as "training"
    public Optional<String> line(String name, String otherName) {
        return shared == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %,d of %,d images are also %s images, so that these metrics do not measure generalization"
                                .formatted(name, shared, images, otherName));
    }
}
