package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.LabelledImages;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.ClassFolder;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.classification.LabelledEvaluation;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.retrieval.Embedder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A retention check: a data set, a suite, and the metric that counts.
public sealed interface RetentionBenchmark {

    /// Metrics of a model by their names in `metrics.json`, including [#metric], and the results
    /// query by query.
    record Measured(Map<String, Double> values, QueryResults queries) {}

    /// Evaluates a model.
    Measured measure(Embedder embedder);

    /// The metric that counts.
    String metric();

    /// A checksum of the names and texts of the data.
    String digest();

    /// Retrieval among pairs.
    record Retrieving(Pairs pairs, String metric) implements RetentionBenchmark {
        @Override
        public Measured measure(Embedder embedder) {
            boolean retrieval = metric.startsWith("retrieval.");
            Set<Evaluation.Suite> suites = retrieval
                    ? Set.of(Evaluation.Suite.RETRIEVAL)
                    : Set.of(Evaluation.Suite.RETRIEVAL, Evaluation.Suite.CONSISTENCY);
            Evaluation evaluation = Evaluation.of(embedder, pairs, suites, 0);
            return new Measured(evaluation.values(), evaluation.queries());
        }

        @Override
        public String digest() {
            return pairs.digest();
        }
    }

    /// Classification of images.
    ///
    /// @param prompts prompts for zero-shot; null for a linear probe, with four probes tested on a quarter of the
    ///     images each
    record Classifying(LabelledImages images, @Nullable PromptTemplates prompts) implements RetentionBenchmark {
        @Override
        public Measured measure(Embedder embedder) {
            LabelledEvaluation evaluation = LabelledEvaluation.of(
                    embedder, images, new LabelledEvaluation.Settings(prompts, prompts == null, null, true, 0));
            return new Measured(evaluation.values(), evaluation.queries());
        }

        @Override
        public String metric() {
            return (prompts == null ? RetentionSuite.LINEAR_PROBE : RetentionSuite.ZERO_SHOT).metric();
        }

        @Override
        public String digest() {
            return images.digest();
        }
    }

    /// Similarity to the starting model's embeddings.
    record Staying(Pairs pairs, EmbeddingDrift nearness) implements RetentionBenchmark {
        @Override
        public Measured measure(Embedder embedder) {
            return nearness.measure(embedder, pairs);
        }

        @Override
        public String metric() {
            return RetentionSuite.EMBEDDINGS.metric();
        }

        @Override
        public String digest() {
            return pairs.digest();
        }
    }

    /// Reads the data of a retention check.
    ///
    /// @param data pairs of any format, or for classes a folder
    /// @param prompts prompts for zero-shot
    /// @param start provides the starting model, if the suite compares with it
    /// @param unreadableShare the largest fraction of the rows, 0 to 1, that may be unusable
    /// @throws InvalidInputException if the data are missing or do not support the suite
    static RetentionBenchmark read(
            RetentionSuite suite,
            String data,
            PromptTemplates prompts,
            EmbeddingDrift.Start start,
            double unreadableShare) {
        return switch (suite) {
            case LINEAR_PROBE -> new Classifying(ClassFolder.read(Path.of(data)), null);
            case ZERO_SHOT -> new Classifying(ClassFolder.read(Path.of(data)), prompts);
            case RETRIEVAL -> new Retrieving(pairs(data, unreadableShare), suite.metric());
            case EMBEDDINGS -> {
                Pairs pairs = pairs(data, unreadableShare);
                yield new Staying(pairs, new EmbeddingDrift(start));
            }
        };
    }

    /// Pairs of any format.
    ///
    /// @param unreadableShare the largest fraction of the rows, 0 to 1, that may be unusable
    /// @throws InvalidInputException if they cannot be read or are too few
    static Pairs pairs(String data, double unreadableShare) {
        Pairs pairs = DataSets.readPairs(DataLocation.parse(data), unreadableShare);
        if (pairs.images().size() < 2 || pairs.captions().isEmpty()) {
            throw new InvalidInputException(data
                    + ": contains %d images and %d captions; at least two images with captions are required"
                            .formatted(pairs.images().size(), pairs.captions().size()));
        }
        return pairs;
    }
}
