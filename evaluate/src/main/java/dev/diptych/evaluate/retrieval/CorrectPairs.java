package dev.diptych.evaluate.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which images are correct for a text, and which texts for an image: a text is correct for every image that has a
/// caption of the same group.
///
/// Texts and images refer to each other through groups, so that memory is linear in their number, even if all captions
/// are equal.
public final class CorrectPairs {

    private final int[] groupOfText; // [M], numbered from 0
    private final int[][] textsOfGroup;
    private final int[][] imagesOfGroup; // sorted, without repetitions
    private final int[][] groupsOfImage; // [N], without repetitions

    /// @param imageOfText the image of each text, length M
    /// @param groups equal numbers for texts that read the same, length M
    CorrectPairs(int images, int[] imageOfText, int[] groups) {
        int[] known = Arrays.stream(groups).sorted().distinct().toArray();
        groupOfText = Arrays.stream(groups)
                .map(group -> Arrays.binarySearch(known, group))
                .toArray();
        int[] texts = IntStream.range(0, groups.length).toArray();
        textsOfGroup = gathered(known.length, groupOfText, texts);
        imagesOfGroup = distinct(gathered(known.length, groupOfText, imageOfText));
        groupsOfImage = distinct(gathered(images, imageOfText, groupOfText));
    }

    private static int[][] gathered(int count, int[] keys, int[] values) {
        int[] sizes = new int[count];
        for (int key : keys) {
            sizes[key]++;
        }
        int[][] gathered = new int[count][];
        Arrays.setAll(gathered, key -> new int[sizes[key]]);
        int[] filled = new int[count];
        for (int i = 0; i < keys.length; i++) {
            gathered[keys[i]][filled[keys[i]]++] = values[i];
        }
        return gathered;
    }

    private static int[][] distinct(int[][] lists) {
        return Arrays.stream(lists)
                .map(list -> Arrays.stream(list).sorted().distinct().toArray())
                .toArray(int[][]::new);
    }

    /// The correct images of a text, ascending; not to be modified.
    public int[] images(int text) {
        return imagesOfGroup[groupOfText[text]];
    }

    /// The correct texts of an image; empty for an image without captions.
    public int[] texts(int image) {
        return Arrays.stream(groupsOfImage[image])
                .flatMap(group -> Arrays.stream(textsOfGroup[group]))
                .toArray();
    }

    /// The number of correct texts of an image.
    public int textCount(int image) {
        return Arrays.stream(groupsOfImage[image])
                .map(group -> textsOfGroup[group].length)
                .sum();
    }

    boolean contains(int image, int text) {
        return Arrays.binarySearch(images(text), image) >= 0;
    }
}
