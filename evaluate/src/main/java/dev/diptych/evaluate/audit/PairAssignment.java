package dev.diptych.evaluate.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Texts at images, each in the place of a caption that the image has: its own where the pair is as the data has it.
///
/// @param images the image of each pair
/// @param texts the text of each pair
/// @param replaced the caption of that image in whose place the text stands
@SuppressWarnings("ArrayRecordComponent") // read only
record PairAssignment(int[] images, int[] texts, int[] replaced) {

    int size() {
        return texts.length;
    }

    /// Every text at its own image.
    static PairAssignment asGiven(int[] imageOfText) {
        int[] texts = IntStream.range(0, imageOfText.length).toArray();
        return new PairAssignment(imageOfText, texts, texts);
    }

    /// Every text at another image, drawn at random among those that have a caption, in the place of one of theirs.
    ///
    /// @param images how many there are, of which two at least have captions
    static PairAssignment mistaken(int[] imageOfText, int images, RandomGenerator random) {
        List<List<Integer>> captions = captionsOf(imageOfText, images);
        int[] captioned = IntStream.range(0, images)
                .filter(i -> !captions.get(i).isEmpty())
                .toArray();
        int[] other = new int[imageOfText.length];
        int[] replaced = new int[imageOfText.length];
        for (int text = 0; text < other.length; text++) {
            int place = random.nextInt(captioned.length - 1); // the last stands in for its own
            other[text] = captioned[place] == imageOfText[text] ? captioned[captioned.length - 1] : captioned[place];
            List<Integer> there = captions.get(other[text]);
            replaced[text] = there.get(random.nextInt(there.size()));
        }
        return new PairAssignment(other, IntStream.range(0, other.length).toArray(), replaced);
    }

    /// The captions beside which each text stands.
    int[][] siblings(int[] imageOfText, int imageCount) {
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
