package dev.diptych.data.survey;

import dev.diptych.data.Caption;
import dev.diptych.data.FileRegion;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.decode.SixteenBitGrey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Properties of a data set that are legal but seldom intended, each in one line.
public final class DataWarnings {

    /// Images whose headers are read, evenly distributed.
    private static final int SAMPLED_IMAGES = 256;

    private static final double NOTABLE = 0.5;
    private static final Pattern WORDNET_ID = Pattern.compile("n\\d{8}");

    private DataWarnings() {}

    /// The lines for a data set; reads the headers of at most 256 images.
    ///
    /// @param name of the data, such as "training"
    public static List<String> of(String name, Pairs pairs) {
        List<String> lines = new ArrayList<>();
        equalCaptions(name, pairs).ifPresent(lines::add);
        wordNetIds(pairs.captions().stream().map(Caption::text).toList())
                .ifPresent(line -> lines.add(name + ": " + line));
        sixteenBitGrey(name, pairs).ifPresent(lines::add);
        return lines;
    }

    private static Optional<String> equalCaptions(String name, Pairs pairs) {
        int captions = pairs.captions().size();
        long different = pairs.captions().stream().map(Caption::text).distinct().count();
        if (pairs.images().size() < 2 || captions < 2) {
            return Optional.empty();
        }
        if (different == 1) {
            return Optional.of("%s: all %,d captions are equal, so that nothing can be learned or measured from them"
                    .formatted(name, captions));
        }
        if (different >= NOTABLE * pairs.images().size()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: the captions of %,d images have only %,d different texts; equal captions are equally correct answers,"
                        + " and with --strict recall@1 from image to text can be %.1f %% at most",
                name,
                pairs.images().size(),
                different,
                100.0 * Math.min(1, different / (double) pairs.images().size())));
    }

    /// A line if most of these class names or captions are identifiers of WordNet, such as the folder names of
    /// ImageNet.
    public static Optional<String> wordNetIds(Collection<String> names) {
        long identifiers = names.stream()
                .filter(each -> WORDNET_ID.matcher(each).matches())
                .count();
        if (identifiers == 0 || identifiers < NOTABLE * names.size()) {
            return Optional.empty();
        }
        return Optional.of(
                "names such as %s are WordNet identifiers, which no text encoder understands; rename the folders"
                                .formatted(names.stream()
                                        .filter(each -> WORDNET_ID.matcher(each).matches())
                                        .findFirst()
                                        .orElseThrow())
                        + " to the names of their classes");
    }

    private static Optional<String> sixteenBitGrey(String name, Pairs pairs) {
        int count = pairs.images().size();
        int read = Math.min(SAMPLED_IMAGES, count);
        long grey = IntStream.range(0, read)
                .parallel()
                .filter(place -> isSixteenBitGrey(pairs.image((int) ((long) place * count / read))))
                .count();
        return grey == 0
                ? Optional.empty()
                : Optional.of(
                        ("%s: %,d of %,d sampled images are grey with 16 bits; as in Pillow, their values above 255 become"
                                        + " white; convert them to 8 bits")
                                .formatted(name, grey, read));
    }

    /// Whether the header of an image says that it is grey with 16 bits; false for images that are not in local files.
    static boolean isSixteenBitGrey(ImageItem image) {
        FileRegion region = image.source().region();
        return region != null
                && SixteenBitGrey.isIn(
                        region.file(), region.offset(), region.isWhole() ? Long.MAX_VALUE : region.length());
    }
}
