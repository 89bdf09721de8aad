package dev.diptych.train.objective;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The positives among images and texts, as lists: most rows have one or two positives, so no matrix of all pairs is
/// stored.
///
/// Rows refer to images by index; several rows may refer to the same image (a batch and the queue of past batches).
final class PositiveIndex {

    private static final int[] NONE = {};

    private final int[] images;
    private final int[] captionGroup;
    private final int[] imageOfText;
    private final Positives positives;
    private final Map<Integer, Set<Integer>> imagesOfGroup = new HashMap<>();

    /// @param images image index of each row
    /// @param imageOfText index of each text's image; -1 for a negative
    /// @param captionGroup equal numbers for equal texts
    PositiveIndex(int[] images, int[] imageOfText, int[] captionGroup, Positives positives) {
        this.images = images;
        this.imageOfText = imageOfText;
        this.captionGroup = captionGroup;
        this.positives = positives;
        for (int text = 0; text < imageOfText.length; text++) {
            if (imageOfText[text] >= 0) {
                imagesOfGroup
                        .computeIfAbsent(captionGroup[text], _ -> new LinkedHashSet<>())
                        .add(imageOfText[text]);
            }
        }
    }

    /// The positive texts of each of the first `count` image rows, ascending.
    int[][] textsOfImages(int count) {
        Map<Integer, IntStream.Builder> texts = new HashMap<>();
        for (int text = 0; text < imageOfText.length; text++) {
            for (int number : numbersOf(text)) {
                texts.computeIfAbsent(number, _ -> IntStream.builder()).add(text);
            }
        }
        Map<Integer, int[]> lists = lists(texts);
        return IntStream.range(0, count)
                .mapToObj(row -> lists.getOrDefault(images[row], NONE))
                .toArray(int[][]::new);
    }

    /// The positive image rows of each of the first `count` text rows, ascending.
    int[][] imagesOfTexts(int count) {
        Map<Integer, IntStream.Builder> rows = new HashMap<>();
        for (int row = 0; row < images.length; row++) {
            rows.computeIfAbsent(images[row], _ -> IntStream.builder()).add(row);
        }
        Map<Integer, int[]> lists = lists(rows);
        return IntStream.range(0, count)
                .mapToObj(text -> numbersOf(text).stream()
                        .flatMapToInt(number -> IntStream.of(lists.getOrDefault(number, NONE)))
                        .sorted()
                        .toArray())
                .toArray(int[][]::new);
    }

    // The indices of the images that a text matches.
    private Set<Integer> numbersOf(int text) {
        return switch (positives) {
            case DIAGONAL -> imageOfText[text] < 0 ? Set.of() : Set.of(imageOfText[text]);
            case CAPTIONS_AND_SIBLINGS -> imagesOfGroup.getOrDefault(captionGroup[text], Set.of());
        };
    }

    private static Map<Integer, int[]> lists(Map<Integer, IntStream.Builder> builders) {
        Map<Integer, int[]> lists = HashMap.newHashMap(builders.size());
        builders.forEach((number, builder) -> lists.put(number, builder.build().toArray()));
        return lists;
    }
}
