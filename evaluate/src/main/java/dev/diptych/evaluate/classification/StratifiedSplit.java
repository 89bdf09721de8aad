package dev.diptych.evaluate.classification;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.LabelledImages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Stratified split into training, validation and test images; each part gets a share of each class.
///
/// Images are assigned by a hash of the seed and their names, independent of their order.
///
/// @param test empty if separate test images are used
@SuppressWarnings("ArrayRecordComponent") // read only
record StratifiedSplit(int[] training, int[] validation, int[] test) {

    private static final double SHARE = 0.25;
    private static final int QUARTERS = 4;

    /// A quarter of each class to the test part if `withTest`, and a quarter of the rest to the
    /// validation part; at least one image each if a class has enough images.
    static StratifiedSplit of(LabelledImages labelled, boolean withTest, RandomKey key) {
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        for (List<Integer> images : shuffledClasses(labelled, key)) {
            int tested = withTest ? share(images.size()) : 0;
            int validated = share(images.size() - tested);
            test.addAll(images.subList(0, tested));
            validation.addAll(images.subList(tested, tested + validated));
            training.addAll(images.subList(tested + validated, images.size()));
        }
        if (validation.isEmpty() || withTest && test.isEmpty()) {
            throw tooFew(labelled);
        }
        return new StratifiedSplit(array(training), array(validation), array(test));
    }

    /// Four splits in which each image is in the test part once; a quarter of the rest of each class goes to the
    /// validation part. Fewer splits if no class has four images.
    static List<StratifiedSplit> quarters(LabelledImages labelled, RandomKey key) {
        List<List<Integer>> ofClass = shuffledClasses(labelled, key);
        if (ofClass.stream().noneMatch(images -> images.size() >= 3)) {
            throw tooFew(labelled);
        }
        List<StratifiedSplit> splits = new ArrayList<>();
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            List<Integer> training = new ArrayList<>();
            List<Integer> validation = new ArrayList<>();
            List<Integer> test = new ArrayList<>();
            for (List<Integer> images : ofClass) {
                List<Integer> rest = new ArrayList<>();
                for (int i = 0; i < images.size(); i++) {
                    (i % QUARTERS == quarter ? test : rest).add(images.get(i));
                }
                int validated = share(rest.size());
                validation.addAll(rest.subList(0, validated));
                training.addAll(rest.subList(validated, rest.size()));
            }
            if (!test.isEmpty()) {
                splits.add(new StratifiedSplit(array(training), array(validation), array(test)));
            }
        }
        return splits;
    }

    // The images of each class, in the order of the hash of the seed and their names.
    private static List<List<Integer>> shuffledClasses(LabelledImages labelled, RandomKey key) {
        List<List<Integer>> ofClass = new ArrayList<>();
        labelled.classes().forEach(_ -> ofClass.add(new ArrayList<>()));
        for (int i = 0; i < labelled.labels().length; i++) {
            ofClass.get(labelled.labels()[i]).add(i);
        }
        ofClass.forEach(images -> images.sort(Comparator.comparingLong(
                i -> key.with(labelled.images().get(i).name()).value())));
        return ofClass;
    }

    private static InvalidInputException tooFew(LabelledImages labelled) {
        return new InvalidInputException("a linear probe requires at least three images of a class, for training,"
                + " validation and testing; none of "
                + labelled.classes().size()
                + " classes has that many");
    }

    private static int share(int images) {
        return images < 2 ? 0 : Math.max(1, Math.toIntExact(Math.round(SHARE * images)));
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().sorted().mapToInt(Integer::intValue).toArray();
    }
}
