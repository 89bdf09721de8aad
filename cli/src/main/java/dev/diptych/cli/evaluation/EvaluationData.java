package dev.diptych.cli.evaluation;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.LabelledImages;
import dev.diptych.data.Pairs;
import dev.diptych.data.RatedPairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.format.ClassFolder;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.format.HumanRatingsFile;
import dev.diptych.evaluate.Evaluation.Suite;
import dev.diptych.train.TrainingData;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Data of an evaluation, for the requested suites or for all that the data support.
///
/// @param suites suites to run
/// @param pairs for the suites on pairs; null if there are none
/// @param labelled for the suites on classes, likewise
/// @param judged for human ratings, likewise
public record EvaluationData(
        Set<Suite> suites,
        @Nullable Pairs pairs,
        @Nullable LabelledImages labelled,
        @Nullable RatedPairs judged) {

    static final Set<Suite> OF_PAIRS =
            Set.of(Suite.RETRIEVAL, Suite.CONSISTENCY, Suite.MATCHING, Suite.COMPOSITIONAL, Suite.CALIBRATION);
    static final Set<Suite> OF_CLASSES = Set.of(Suite.ZERO_SHOT, Suite.LINEAR_PROBE);

    /// Reads pairs of any format, and classes and human ratings from a folder.
    ///
    /// @param asked the suites by name; none for all except calibration, which writes a file, and the linear
    ///     probe,
    ///     which is slow
    /// @throws InvalidInputException if the folder lacks data that a suite requires
    public static EvaluationData read(String data, Set<Suite> asked) {
        DataLocation location = DataLocation.parse(data);
        Path folder = Path.of(location.path());
        boolean plain = location.format() == null && Files.isDirectory(folder);
        Set<Suite> possible = plain ? possible(folder) : quick();
        Set<Suite> suites = asked.isEmpty() ? possible : asked;
        Pairs pairs = suites.stream().anyMatch(OF_PAIRS::contains)
                ? DataSets.readPairs(location, LoaderSettings.defaults().unreadableShare())
                : null;
        requireSwapped(pairs, asked, data);
        return new EvaluationData(
                suites,
                pairs,
                suites.stream().anyMatch(OF_CLASSES::contains) ? ClassFolder.read(folder) : null,
                suites.contains(Suite.JUDGEMENTS) ? HumanRatingsFile.read(folder) : null);
    }

    /// The held-out data of a run.
    ///
    /// @throws InvalidInputException if a suite requires other data
    public static EvaluationData held(Recipe recipe, Set<Suite> asked) {
        for (Suite suite : asked) {
            if (!OF_PAIRS.contains(suite)) {
                throw new InvalidInputException("--suite " + suite.text()
                        + " requires data that a run does not hold out; pass --data with " + needs(suite));
            }
        }
        Pairs pairs = TrainingData.test(recipe);
        requireSwapped(pairs, asked, "the held-out data");
        return new EvaluationData(asked.isEmpty() ? quick() : asked, pairs, null, null);
    }

    /// Checksums of the parts of the data, by name.
    public Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        if (pairs != null) {
            digests.put("pairs", pairs.digest());
        }
        if (labelled != null) {
            digests.put("classes", labelled.digest());
        }
        if (judged != null) {
            digests.put("judgements", judged.digest());
        }
        return digests;
    }

    private static Set<Suite> possible(Path data) {
        Set<Suite> possible = EnumSet.noneOf(Suite.class);
        if (ClassFolder.holdsClasses(data)) {
            possible.add(Suite.ZERO_SHOT);
        }
        if (Files.isRegularFile(data.resolve(HumanRatingsFile.NAME))) {
            possible.add(Suite.JUDGEMENTS);
        }
        if (possible.isEmpty() || CaptionsFolder.holdsCaptions(data)) {
            possible.addAll(quick());
        }
        return possible;
    }

    private static Set<Suite> quick() {
        Set<Suite> quick = EnumSet.copyOf(OF_PAIRS);
        quick.remove(Suite.CALIBRATION);
        return quick;
    }

    // A suite that is requested by name must not be skipped silently.
    private static void requireSwapped(@Nullable Pairs pairs, Set<Suite> asked, String where) {
        if (asked.contains(Suite.COMPOSITIONAL)
                && pairs != null
                && pairs.swapped().isEmpty()) {
            throw new InvalidInputException(
                    where + " has no swapped.csv (image,caption,negative,kind), which --suite compositional requires");
        }
    }

    private static String needs(Suite suite) {
        return suite == Suite.JUDGEMENTS
                ? HumanRatingsFile.NAME + " (image,caption and scores)"
                : ClassFolder.CLASSES + " (image,class) or one folder per class";
    }

    /// The numbers of pairs and classified images, by name, for the head of a report.
    public Map<String, String> sizes() {
        Map<String, String> sizes = new LinkedHashMap<>();
        if (pairs != null) {
            sizes.put(
                    "Pairs",
                    "%,d images, %,d captions"
                            .formatted(pairs.images().size(), pairs.captions().size()));
        }
        if (labelled != null) {
            sizes.put(
                    "Classified images",
                    "%,d in %,d classes"
                            .formatted(
                                    labelled.images().size(), labelled.classes().size()));
        }
        return sizes;
    }
}
