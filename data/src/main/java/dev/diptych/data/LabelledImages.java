package dev.diptych.data;

import dev.diptych.base.ContentDigest;
import java.util.List;

/// Images, each of one class.
///
/// @param images named as in any data set
/// @param labels the class of each image, a number into `classes`
/// @param classes their names as a prompt says them, without repeats
@SuppressWarnings("ArrayRecordComponent") // read only
public record LabelledImages(List<ImageItem> images, int[] labels, List<String> classes) {

    /// @throws IllegalArgumentException if there are not as many labels as images, or one is no class
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

    /// Some of the images, by their numbers; the classes stay.
    public LabelledImages select(int[] chosen) {
        int[] some = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            some[i] = labels[chosen[i]];
        }
        return new LabelledImages(
                java.util.Arrays.stream(chosen).mapToObj(images::get).toList(), some, classes);
    }

    /// The images alone, as a data set without captions.
    public Pairs pairs() {
        return new Pairs(images, List.of(), List.of());
    }

    /// SHA-256, in hexadecimal, of all names and classes in their order; pixels are not part of it.
    public String digest() {
        ContentDigest digest = new ContentDigest().number(images.size());
        for (int i = 0; i < labels.length; i++) {
            digest.text(images.get(i).name()).text(classes.get(labels[i]));
        }
        return digest.hexadecimal();
    }
}
