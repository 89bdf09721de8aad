package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import java.util.List;

/// Images, each with one class.
///
/// @param images named as in any data set
/// @param labels class of each image, an index of `classes`
/// @param classes names of the classes as in a prompt, without duplicates
@SuppressWarnings("ArrayRecordComponent") // read only
public record LabelledImages(List<ImageItem> images, int[] labels, List<String> classes) {

    /// @throws IllegalArgumentException if the numbers of labels and images differ, or a label is not a class
    public LabelledImages {
        images = List.copyOf(images);
        classes = List.copyOf(classes);
        if (labels.length != images.size()) {
            throw new IllegalArgumentException(
                    "There are %d images but %d labels".formatted(images.size(), labels.length));
        }
        for (int label : labels) {
            if (label < 0 || label >= classes.size()) {
                throw new IllegalArgumentException("A label is class %d, of %d".formatted(label, classes.size()));
            }
        }
    }

    /// Returns some of the images, by their numbers, with the same classes.
    public LabelledImages select(int[] chosen) {
        int[] some = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            some[i] = labels[chosen[i]];
        }
        return new LabelledImages(
                java.util.Arrays.stream(chosen).mapToObj(images::get).toList(), some, classes);
    }

    /// Returns the images as a data set without captions.
    public Pairs pairs() {
        return new Pairs(images, List.of(), List.of());
    }

    /// Returns the SHA-256, in hexadecimal, of all names and classes in their order. It does not include pixels.
    public String digest() {
        ContentDigest digest = new ContentDigest().number(images.size());
        for (int i = 0; i < labels.length; i++) {
            digest.text(images.get(i).name()).text(classes.get(labels[i]));
        }
        return digest.hexadecimal();
    }
}
