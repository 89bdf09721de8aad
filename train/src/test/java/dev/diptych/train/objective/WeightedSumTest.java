package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.FusionConfig;
import dev.diptych.model.RandomModels;
import dev.diptych.model.SigmoidHead;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.step.FusionMatching;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WeightedSumTest {

    private static final Objective CONTRASTIVE = new SemanticConsistencyLoss(0.5);

    @Test
    void theLossIsTheWeightedSumOfItsNamedTerms() {
        Objective sum = new WeightedSum(List.of(
                new WeightedSum.Part(2, CONTRASTIVE),
                new WeightedSum.Part(3, CyclicConsistency.IN_MODAL),
                new WeightedSum.Part(0.5, CyclicConsistency.CROSS_MODAL)));
        Objective.Terms terms = sum.compute(new SmallBatch().features(null));
        assertEquals(
                List.of("contrastive", "cyclic_in_modal", "cyclic_cross_modal"),
                List.copyOf(terms.named().keySet()));
        assertEquals(
                2 * value(terms, "contrastive")
                        + 3 * value(terms, "cyclic_in_modal")
                        + 0.5 * value(terms, "cyclic_cross_modal"),
                Tensors.item(terms.total()),
                1e-12);
    }

    @Test
    void aStepReportsEachTermUnweighted() {
        Features plain = new SmallBatch().features(null);
        Features leaves = new Features(
                Gradients.leaf(plain.image()),
                Gradients.leaf(plain.text()),
                SmallBatch.PAIRING,
                plain.logitScale(),
                null,
                RandomKey.of(0));
        Objective.Loss loss = new WeightedSum(List.of(new WeightedSum.Part(2, CONTRASTIVE))).evaluate(leaves);
        assertEquals(Map.of("contrastive", loss.value() / 2), loss.terms());
    }

    @Test
    void theParametersAreThoseOfAllParts() {
        SigmoidHead head = RandomModels.sigmoidHead(1, -2);
        CrossAttentionFusion fusion = RandomModels.fusion(new FusionConfig(4, 4, 4, 2, 0), RandomKey.of(1));
        Objective sigmoid = new SigmoidLoss(head.logitScale(), head.bias(), Positives.CAPTIONS_AND_SIBLINGS);
        Objective matching = new ImageTextMatching(new FusionMatching(fusion));
        Objective sum = new WeightedSum(List.of(
                new WeightedSum.Part(1, CONTRASTIVE),
                new WeightedSum.Part(1, sigmoid),
                new WeightedSum.Part(1, matching)));
        assertTrue(sum.parameters().keySet().containsAll(sigmoid.parameters().keySet()));
        assertTrue(sum.parameters().containsKey("fusion/matching.output.weight"));
        assertEquals(
                sigmoid.parameters().size() + fusion.parameters().size(),
                sum.parameters().size());
    }

    @Test
    void settingsOnTheBoundaryAreRefusedOrAccepted() {
        assertThrows(IllegalArgumentException.class, () -> new WeightedSum(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new WeightedSum.Part(0, CONTRASTIVE));
        assertThrows(IllegalArgumentException.class, () -> new WeightedSum.Part(Double.NaN, CONTRASTIVE));
        assertThrows(IllegalArgumentException.class, () -> new Temperature.Fixed(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SemanticConsistencyLoss(new Temperature.Learned(), Positives.CAPTIONS_AND_SIBLINGS, 1));
        assertThrows(IllegalArgumentException.class, () -> new MaxMarginLoss(-1e-9, Positives.CAPTIONS_AND_SIBLINGS));
        assertEquals(0, new MaxMarginLoss(0, Positives.CAPTIONS_AND_SIBLINGS).margin());
    }

    private static double value(Objective.Terms terms, String name) {
        return Tensors.item(Objects.requireNonNull(terms.named().get(name)));
    }
}
