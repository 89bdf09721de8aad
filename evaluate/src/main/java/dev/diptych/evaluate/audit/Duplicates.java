package dev.diptych.evaluate.audit;

import dev.diptych.evaluate.audit.vectors.AuditVectors;
import dev.diptych.evaluate.retrieval.TopMatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds identical and nearly identical images: by the checksum of their pixels, by fingerprint (including mirrored
/// copies) and by the features of the image encoder, which also detects cropped copies.
final class Duplicates {

    /// Similar fingerprints are confirmed if the colours differ by at most this value on average, of 255.
    private static final double COLOURS = 20;

    /// Minimum cosine of centred features. In addition, the distance (1 − cosine) must be at most
    /// this share of the distance to the sixth neighbour, because a high cosine alone is not
    /// conclusive for models that map many images close together.
    private static final double COSINE = 0.97;

    private static final double STANDS_OUT = 0.1;
    private static final int BACKGROUND = 6;

    private Duplicates() {}

    /// A later image that duplicates an earlier one.
    ///
    /// @param earlier index of the earlier image
    /// @param exact whether their pixels are equal
    /// @param how description of the similarity
    record Like(int image, int earlier, boolean exact, String how) {}

    /// The first earlier image for each image that duplicates one of the same data set, in the order of the
    /// images.
    ///
    /// @param readable the indices of the readable images
    static List<Like> within(List<ImageStatistics> images, AuditVectors vectors, int[] readable) {
        Finder finder = new Finder(images);
        Map<Integer, Like> found = byPixels(images, image -> finder.find(images.get(image), image, image));
        TopMatches top = vectors.nearestImages(BACKGROUND + 1); // includes the image itself
        for (int i = 0; i < readable.length; i++) {
            for (int place = 0; place < top.indices()[i].length; place++) {
                int other = top.indices()[i][place];
                if (other < i && standsOut(top.scores()[i][place], top.scores()[i])) {
                    found.putIfAbsent(
                            readable[i],
                            new Like(readable[i], readable[other], false, features(top.scores()[i][place])));
                }
            }
        }
        return found.values().stream().sorted((a, b) -> a.image - b.image).toList();
    }

    /// The image of another data set for each image that duplicates one, in the order of the images.
    static List<Like> across(
            List<ImageStatistics> images,
            AuditVectors vectors,
            int[] readable,
            List<ImageStatistics> others,
            int[] otherReadable) {
        Finder finder = new Finder(others);
        Map<Integer, Like> found = byPixels(images, image -> finder.find(images.get(image), image, Integer.MAX_VALUE));
        TopMatches own = vectors.nearestImages(BACKGROUND + 1); // includes the image itself
        TopMatches top = vectors.nearestOthers(otherReadable);
        for (int i = 0; i < readable.length; i++) {
            if (standsOut(top.scores()[i][0], own.scores()[i])) {
                int other = otherReadable[top.indices()[i][0]];
                found.putIfAbsent(readable[i], new Like(readable[i], other, false, features(top.scores()[i][0])));
            }
        }
        return found.values().stream().sorted((a, b) -> a.image - b.image).toList();
    }

    private static Map<Integer, Like> byPixels(List<ImageStatistics> images, IntFunction<@Nullable Like> find) {
        Map<Integer, Like> found = new HashMap<>();
        IntStream.range(0, images.size())
                .parallel()
                .mapToObj(find)
                .filter(Objects::nonNull)
                .toList()
                .forEach(like -> found.put(like.image(), like));
        return found;
    }

    /// @param neighbours cosines of the image itself and its nearest neighbours in its own data set, descending
    private static boolean standsOut(float cosine, float[] neighbours) {
        return neighbours.length > BACKGROUND
                && cosine >= COSINE
                && 1 - cosine <= STANDS_OUT * (1 - neighbours[BACKGROUND]);
    }

    private static String features(double cosine) {
        return String.format(java.util.Locale.ROOT, "features with cosine %.3f", cosine);
    }

    /// Index of images to search for duplicates. Thread-safe.
    private static final class Finder {
        private final List<ImageStatistics> images;
        private final Map<String, Integer> first = new HashMap<>(); // with these pixels
        private final List<Integer> distinct =
                new ArrayList<>(); // images with a fingerprint, by their position in `near`
        private final NearFingerprints near;

        Finder(List<ImageStatistics> images) {
            this.images = images;
            List<Fingerprint> fingerprints = new ArrayList<>();
            for (int image = 0; image < images.size(); image++) {
                ImageStatistics each = images.get(image);
                Fingerprint fingerprint = each.fingerprint();
                if (each.isReadable() && first.putIfAbsent(each.pixels(), image) == null && fingerprint != null) {
                    distinct.add(image);
                    fingerprints.add(fingerprint);
                }
            }
            near = new NearFingerprints(fingerprints);
        }

        /// The first image before `end` that is a duplicate of this one.
        @Nullable
        Like find(ImageStatistics image, int number, int end) {
            Integer same = first.get(image.pixels());
            if (image.isReadable() && same != null && same < end) {
                return new Like(number, same, true, "same pixels");
            }
            Fingerprint fingerprint = image.fingerprint();
            if (fingerprint == null) {
                return null;
            }
            for (boolean mirror : new boolean[] {false, true}) {
                for (int place : near.near(mirror ? fingerprint.mirrored() : fingerprint.bits())) {
                    int other = distinct.get(place);
                    Fingerprint theirs = images.get(other).fingerprint();
                    if (other < end && theirs != null && fingerprint.difference(theirs, mirror) <= COLOURS) {
                        int bits = Fingerprint.distance(
                                mirror ? fingerprint.mirrored() : fingerprint.bits(), theirs.bits());
                        return new Like(
                                number, other, false, (mirror ? "mirrored, " : "") + bits + " of 256 bits differ");
                    }
                }
            }
            return null;
        }
    }
}
