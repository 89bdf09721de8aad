package dev.diptych.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CyclicConsistencyTest {

    @ParameterizedTest
    @CsvSource({
        "cyclip_l1_0.25_l2_0.25, 0.25, 0.25",
        "cyclip_inmodal_cyclic_only, 0.25, 0",
        "cyclip_crossmodal_cyclic_only, 0, 0.25",
        "cyclip_contrastive_only, 0, 0"
    })
    void addedToTheContrastiveLossItEqualsThePeer(String kind, double inModal, double crossModal) {
        List<WeightedSum.Part> parts = new ArrayList<>();
        parts.add(new WeightedSum.Part(
                1, new SemanticConsistencyLoss(new Temperature.Learned(), Positives.CAPTIONS_AND_SIBLINGS)));
        if (inModal > 0) {
            parts.add(new WeightedSum.Part(inModal, CyclicConsistency.IN_MODAL));
        }
        if (crossModal > 0) {
            parts.add(new WeightedSum.Part(crossModal, CyclicConsistency.CROSS_MODAL));
        }
        Tensor scale = Gradients.leaf(Tensors.scalar(Math.log(1 / 0.07)));
        GoldenLosses.check(kind, new WeightedSum(parts), scale);
        GoldenLosses.checkGradient(kind + "/grad_logit_scale", scale);
    }

    @Test
    void eachCaptionMakesAPairAndANegativeNone() {
        SmallBatch batch = new SmallBatch();
        int[] images = {0, 1, 2, 3, 1}; // of texts 0 to 4
        double inModal = 0;
        double crossModal = 0;
        for (int j = 0; j < 5; j++) {
            for (int k = 0; k < 5; k++) {
                double alike = SmallBatch.dot(batch.image, images[j], batch.image, images[k])
                        - SmallBatch.dot(batch.text, j, batch.text, k);
                double crossed = batch.cosine(images[j], k) - batch.cosine(images[k], j);
                inModal += alike * alike / 5;
                crossModal += crossed * crossed / 5;
            }
        }
        assertEquals(inModal, batch.value(CyclicConsistency.IN_MODAL, null), 1e-12);
        assertEquals(crossModal, batch.value(CyclicConsistency.CROSS_MODAL, null), 1e-12);
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAgreeWithFiniteDifferences(CyclicConsistency term) {
        new SmallBatch().checkGradients(term, null);
    }
}
