package dev.diptych.evaluate.detail;

import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Accuracy of a classification by class, and the pairs of classes that are confused most often.
///
/// @param classes the classes that have images, the least accurate first
/// @param prompts the templates of the prompts, with a placeholder for the class
/// @param confusions the most frequent confusions, at most [#MOST_CONFUSIONS]
public record ClassTable(List<Row> classes, List<String> prompts, List<Confusion> confusions) {

    /// The number of confusions that are kept.
    public static final int MOST_CONFUSIONS = 20;

    public ClassTable {
        classes = List.copyOf(classes);
        prompts = List.copyOf(prompts);
        confusions = List.copyOf(confusions);
    }

    /// A class.
    ///
    /// @param images number of its images
    /// @param correct number of them that are classified correctly
    public record Row(String name, int images, int correct) {

        /// Share of the images that is classified correctly, 0 to 1.
        public double recall() {
            return (double) correct / images;
        }
    }

    /// Images of one class that are assigned to another.
    ///
    /// @param images number of such images
    /// @param example one of them
    public record Confusion(String actual, String predicted, int images, ImageItem example) {}

    /// @param prompts the templates of the prompts
    /// @param predicted class of the highest score for each image
    public static ClassTable of(LabelledImages labelled, List<String> prompts, int[] predicted) {
        int count = labelled.classes().size();
        int[] images = new int[count];
        int[] correct = new int[count];
        Map<List<Integer>, List<Integer>> wrong = new LinkedHashMap<>(); // actual and predicted class: images
        for (int i = 0; i < predicted.length; i++) {
            int actual = labelled.labels()[i];
            images[actual]++;
            if (actual == predicted[i]) {
                correct[actual]++;
            } else {
                wrong.computeIfAbsent(List.of(actual, predicted[i]), _ -> new ArrayList<>())
                        .add(i);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            if (images[c] > 0) {
                rows.add(new Row(labelled.classes().get(c), images[c], correct[c]));
            }
        }
        rows.sort(Comparator.comparingDouble(Row::recall).thenComparing(Row::name));
        List<Confusion> confusions = wrong.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<List<Integer>, List<Integer>> each) ->
                        -each.getValue().size()))
                .limit(MOST_CONFUSIONS)
                .map(each -> new Confusion(
                        labelled.classes().get(each.getKey().get(0)),
                        labelled.classes().get(each.getKey().get(1)),
                        each.getValue().size(),
                        labelled.images().get(each.getValue().getFirst())))
                .toList();
        return new ClassTable(rows, prompts, confusions);
    }
}
