package dev.diptych.evaluate.audit.vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Assignment of texts to images, each in place of one of the image's captions: the caption
/// itself for the pairs of the data.
///
/// @param images the image of each pair
/// @param texts the text of each pair
/// @param replaced the caption of that image which the text replaces
@SuppressWarnings("ArrayRecordComponent") // read only
public record PairAssignment(int[] images, int[] texts, int[] replaced) {

    /// The number of pairs.
    public int size() {
        return texts.length;
    }

    /// Every text with its own image.
    public static PairAssignment asGiven(int[] imageOfText) {
        int[] texts = IntStream.range(0, imageOfText.length).toArray();
        return new PairAssignment(imageOfText, texts, texts);
    }

    /// Every text with another image, drawn at random among those with captions, in place of one
    /// of its captions.
    ///
    /// @param images number of images, of which at least two have captions
    public static PairAssignment mistaken(int[] imageOfText, int images, RandomGenerator random) {
        List<List<Integer>> captions = captionsOf(imageOfText, images);
        int[] captioned = IntStream.range(0, images)
                .filter(i -> !captions.get(i).isEmpty())
                .toArray();
        int[] other = new int[imageOfText.length];
        int[] replaced = new int[imageOfText.length];
        for (int text = 0; text < other.length; text++) {
            int place = random.nextInt(captioned.length - 1); // the last one substitutes for its own
            other[text] = captioned[place] == imageOfText[text] ? captioned[captioned.length - 1] : captioned[place];
            List<Integer> there = captions.get(other[text]);
            replaced[text] = there.get(random.nextInt(there.size()));
        }
        return new PairAssignment(other, IntStream.range(0, other.length).toArray(), replaced);
    }

    /// The captions with which each text is compared.
    public int[][] siblings(int[] imageOfText, int imageCount) {
        List<List<Integer>> captions = captionsOf(imageOfText, imageCount);
        int[][] siblings = new int[size()][];
        Arrays.setAll(
                siblings,
                pair -> captions.get(images[pair]).stream()
                        .mapToInt(Integer::intValue)
                        .filter(caption -> caption != replaced[pair])
                        .toArray());
        return siblings;
    }

    private static List<List<Integer>> captionsOf(int[] imageOfText, int images) {
        List<List<Integer>> captions = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            captions.add(new ArrayList<>(5));
        }
        for (int text = 0; text < imageOfText.length; text++) {
            captions.get(imageOfText[text]).add(text);
        }
        return captions;
    }
}
