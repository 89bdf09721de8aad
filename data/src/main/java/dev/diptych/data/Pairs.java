package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Data set in memory: images, captions (usually several per image) and, if available, hard negative captions.
///
/// Contains only names and texts; a stream reads the pixels when needed. Immutable; thread-safe.
public final class Pairs {

    private final List<ImageItem> images;
    private final List<Caption> captions;
    private final List<SwappedCaption> swapped;
    private final int[][] captionsOfImage; // [images][captions of it]
    private final Map<String, Integer> groupOfText;
    private final int[] groups; // [captions]
    private final int[][] swappedOfImage; // [images][swapped captions of it]
    private final double[] weights; // [images]

    /// @throws IllegalArgumentException if two images have the same name, or a caption refers to a missing image
    public Pairs(List<ImageItem> images, List<Caption> captions, List<SwappedCaption> swapped) {
        this(images, captions, swapped, ones(images.size()));
    }

    private Pairs(List<ImageItem> images, List<Caption> captions, List<SwappedCaption> swapped, double[] weights) {
        this.weights = weights;
        this.images = List.copyOf(images);
        this.captions = List.copyOf(captions);
        this.swapped = List.copyOf(swapped);
        Set<String> names = HashSet.newHashSet(images.size());
        for (ImageItem image : this.images) {
            if (!names.add(image.name())) {
                throw new IllegalArgumentException("Two images have the name " + image.name());
            }
        }
        for (SwappedCaption each : this.swapped) {
            requireImage(each.image());
        }
        this.captionsOfImage = captionsOfImages();
        this.groupOfText = HashMap.newHashMap(captions.size());
        this.groups = groupsOfEqualTexts();
        this.swappedOfImage = swappedOfImages();
    }

    /// Returns the data set of all pairs of `parts`. The images of part i are named `i/NAME`, and an epoch shows
    /// them `weights[i]` times on average.
    ///
    /// @throws IllegalArgumentException if a weight is not positive, or the number of weights differs from that
    ///     of the parts
    public static Pairs mixture(List<Pairs> parts, List<Double> weights) {
        if (parts.size() != weights.size() || !weights.stream().allMatch(weight -> weight > 0)) {
            throw new IllegalArgumentException("%d parts cannot have the weights %s".formatted(parts.size(), weights));
        }
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        List<SwappedCaption> swapped = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            Pairs pairs = parts.get(part);
            int first = images.size();
            for (int image = 0; image < pairs.images.size(); image++) {
                ImageItem item = pairs.image(image);
                images.add(new ImageItem(part + "/" + item.name(), item.source(), item.metadata()));
                all.add(weights.get(part) * pairs.weights[image]);
            }
            pairs.captions.forEach(each -> captions.add(new Caption(first + each.image(), each.text())));
            pairs.swapped.forEach(each -> swapped.add(
                    new SwappedCaption(first + each.image(), each.caption(), each.negative(), each.kind())));
        }
        return new Pairs(
                images,
                captions,
                swapped,
                all.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Number of times an epoch shows this image, on average; 1 unless the data set is a mixture.
    public double weightOf(int image) {
        return weights[image];
    }

    /// Whether the images have different weights.
    public boolean isWeighted() {
        return Arrays.stream(weights).anyMatch(weight -> weight != 1);
    }

    public List<ImageItem> images() {
        return images;
    }

    public List<Caption> captions() {
        return captions;
    }

    public List<SwappedCaption> swapped() {
        return swapped;
    }

    public ImageItem image(int image) {
        return images.get(image);
    }

    public String text(int caption) {
        return captions.get(caption).text();
    }

    /// Returns the numbers of an image's captions, in order; empty for an image without a caption. A copy.
    public int[] captionsOf(int image) {
        return captionsOfImage[image].clone();
    }

    /// Number of captions of an image.
    public int captionCountOf(int image) {
        return captionsOfImage[image].length;
    }

    /// Returns the number of the image of each caption. A copy.
    public int[] imageOfCaption() {
        return captions.stream().mapToInt(Caption::image).toArray();
    }

    /// Returns the group of a caption: two captions have the same group exactly if their texts are equal.
    public int captionGroup(int caption) {
        return groups[caption];
    }

    /// Returns the group of the captions with this text, or -1 if there is none.
    public int groupOf(String text) {
        return groupOfText.getOrDefault(text, -1);
    }

    /// Returns the numbers of an image's hard negative captions, in order. A copy.
    public int[] swappedOf(int image) {
        return swappedOfImage[image].clone();
    }

    /// Returns the data set of some of these images in the given order, with all their captions and hard
    /// negatives.
    public Pairs select(int[] chosen) {
        int[] newNumber = new int[images.size()];
        Arrays.fill(newNumber, -1);
        List<ImageItem> someImages = new ArrayList<>(chosen.length);
        List<Caption> someCaptions = new ArrayList<>();
        for (int image : chosen) {
            newNumber[image] = someImages.size();
            for (int caption : captionsOfImage[image]) {
                someCaptions.add(new Caption(someImages.size(), text(caption)));
            }
            someImages.add(images.get(image));
        }
        List<SwappedCaption> someSwapped = swapped.stream()
                .filter(each -> newNumber[each.image()] >= 0)
                .map(each -> new SwappedCaption(newNumber[each.image()], each.caption(), each.negative(), each.kind()))
                .toList();
        return new Pairs(
                someImages,
                someCaptions,
                someSwapped,
                Arrays.stream(chosen).mapToDouble(image -> weights[image]).toArray());
    }

    /// Returns the same images and captions with these hard negative captions.
    public Pairs withSwapped(List<SwappedCaption> others) {
        return new Pairs(images, captions, others, weights);
    }

    /// Returns the data set of the first `limit` images, or this one if it has no more.
    public Pairs first(int limit) {
        if (limit >= images.size()) {
            return this;
        }
        int[] chosen = new int[limit];
        Arrays.setAll(chosen, i -> i);
        return select(chosen);
    }

    /// Returns this data set with each image flipped horizontally and renamed accordingly.
    public Pairs mirrored() {
        return new Pairs(
                images.stream()
                        .map(image -> new ImageItem(
                                image.name() + " (mirrored)", new MirroredImage(image.source()), image.metadata()))
                        .toList(),
                captions,
                swapped,
                weights);
    }

    /// Names of the metadata of the images, by first occurrence.
    public List<String> metadataNames() {
        Set<String> names = new LinkedHashSet<>();
        images.forEach(image -> names.addAll(image.metadata().keySet()));
        return List.copyOf(names);
    }

    /// Returns the SHA-256, in hexadecimal, of all names, captions, hard negative captions, weights and
    /// metadata in their order, which identifies the data of a run. It does not include pixels.
    public String digest() {
        ContentDigest digest = new ContentDigest();
        digest.number(images.size());
        images.forEach(image -> digest.text(image.name()));
        digest.number(captions.size());
        captions.forEach(caption -> digest.number(caption.image()).text(caption.text()));
        digest.number(swapped.size());
        swapped.forEach(each -> digest.number(each.image())
                .text(each.caption())
                .text(each.negative())
                .text(each.kind()));
        if (!metadataNames().isEmpty()) {
            images.forEach(image -> {
                digest.number(image.metadata().size());
                image.metadata().forEach((key, value) -> digest.text(key).text(value));
            });
        }
        if (isWeighted()) {
            Arrays.stream(weights).forEach(weight -> digest.text(Double.toString(weight)));
        }
        return digest.hexadecimal();
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private int[][] captionsOfImages() {
        int[] counts = new int[images.size()];
        for (Caption caption : captions) {
            requireImage(caption.image());
            counts[caption.image()]++;
        }
        int[][] numbers = new int[images.size()][];
        Arrays.setAll(numbers, image -> new int[counts[image]]);
        Arrays.fill(counts, 0);
        for (int caption = 0; caption < captions.size(); caption++) {
            int image = captions.get(caption).image();
            numbers[image][counts[image]++] = caption;
        }
        return numbers;
    }

    private int[][] swappedOfImages() {
        List<List<Integer>> numbers = new ArrayList<>();
        images.forEach(_ -> numbers.add(new ArrayList<>(2)));
        for (int i = 0; i < swapped.size(); i++) {
            numbers.get(swapped.get(i).image()).add(i);
        }
        return numbers.stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private int[] groupsOfEqualTexts() {
        int[] numbers = new int[captions.size()];
        for (int caption = 0; caption < numbers.length; caption++) {
            int next = groupOfText.size();
            numbers[caption] = groupOfText.computeIfAbsent(text(caption), _ -> next);
        }
        return numbers;
    }

    private void requireImage(int image) {
        if (image < 0 || image >= images.size()) {
            throw new IllegalArgumentException("A caption is of image %d, of %d".formatted(image, images.size()));
        }
    }
}
