package dev.diptych.train.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.objective.CyclicConsistency;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.objective.SemanticConsistencyLoss;
import dev.diptych.train.objective.WeightedSum;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ValidationLossTest {

    private static final RandomKey KEY = RandomKey.of(3);

    private static Map<String, Double> loss(Objective objective, int batch, float[] image, float[] text, int[] images) {
        try (var _ = TensorScope.open()) {
            Embeddings embeddings = new Embeddings(
                    Tensors.of(image, image.length / 2, 2), Tensors.of(text, text.length / 2, 2), images);
            return new ValidationLoss(objective, Tensors.of(new float[] {0}), batch, KEY).of(embeddings);
        }
    }

    private static double value(Map<String, Double> values, String name) {
        return Objects.requireNonNull(values.get(name));
    }

    @Test
    void oneBatchOfAllImagesIsTheLossByHand() {
        float[] units = {1, 0, 0, 1};
        Map<String, Double> values =
                loss(new SemanticConsistencyLoss(0.5), 8, units, units, new int[] {0, 1}); // two orthogonal pairs
        // Logits are 2 for the pair and 0 for the other: -log(e² / (e² + 1)) in both directions.
        assertEquals(Math.log1p(Math.exp(-2)), value(values, "loss.contrastive"), 1e-6);
        assertEquals(2, value(values, "loss.batch"));
        assertEquals(2, values.size(), "no total of a single term");
    }

    @Test
    void imagesWithoutCaptionsAndIncompleteBatchesDoNotCount() {
        float[] images = {1, 0, 1, 0, 1, 0, 1, 0, 0, 1};
        float[] texts = {1, 0, 1, 0, 1, 0};
        Map<String, Double> values = loss(new SemanticConsistencyLoss(0.5), 2, images, texts, new int[] {0, 1, 2});
        assertEquals(Math.log(2), value(values, "loss.contrastive"), 1e-6, "one batch of two equal pairs");
    }

    @Test
    void severalTermsAreListedUnweightedWithTheirSum() {
        float[] images = {1, 0, 0, 1};
        float[] texts = {1, 0, 1, 0};
        Objective objective = new WeightedSum(List.of(
                new WeightedSum.Part(2, new SemanticConsistencyLoss(0.5)),
                new WeightedSum.Part(3, CyclicConsistency.IN_MODAL)));
        Map<String, Double> values = loss(objective, 2, images, texts, new int[] {0, 1});
        // Off-diagonal cosines are 0 between the images and 1 between the texts: (1² + 1²) / 2.
        assertEquals(1, value(values, "loss.cyclic_in_modal"), 1e-6);
        assertEquals(2 * value(values, "loss.contrastive") + 3, value(values, "loss.total"), 1e-6);
        assertEquals(
                value(values, "loss.total"),
                ValidationLoss.total(Metrics.of(values)).orElseThrow());
        assertEquals(values, loss(objective, 2, images, texts, new int[] {0, 1}), "the same in every epoch");
    }

    @Test
    void theLowestLossOfARunIsFoundInItsLog() {
        List<LogEntry> log = List.of(
                validation(0, 0.1),
                validation(1, 3),
                validation(2, 2.5),
                validation(3, Double.NaN),
                validation(4, 2.6));
        Metrics lowest = ValidationLoss.lowest(log);
        assertEquals(2.5, lowest.get("train.lowest_validation_loss").orElseThrow());
        assertEquals(2, lowest.get("train.lowest_validation_loss_epoch").orElseThrow());
        assertTrue(ValidationLoss.lowest(List.of()).isEmpty());
    }

    private static LogEntry validation(int epoch, double loss) {
        return new LogEntry.Validation(10L * epoch, epoch, Metrics.none().with("loss.contrastive", loss), epoch);
    }
}
