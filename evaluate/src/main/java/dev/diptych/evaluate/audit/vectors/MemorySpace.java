package dev.diptych.evaluate.audit.vectors;

import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A part of a data set as vectors in memory.
final class MemorySpace implements PairSpace {

    private static final int BLOCK = 8192;

    private final EmbeddingPair space;
    private final Supplier<Tensor> allTexts;
    private final Tensor sums; // of the texts of each image, [N, K]
    private final EvidenceMoments moments;

    /// @param allTexts vectors of all texts of the data set, [M, K]
    MemorySpace(EmbeddingPair space, PairSubset part, Supplier<Tensor> allTexts) {
        this.space = space;
        this.allTexts = allTexts;
        sums = Operators.sumRows(
                space.text(), Tensors.index(part.imageOfText()), space.image().size(0));
        int[] captioned = Arrays.stream(part.imageOfText()).distinct().toArray();
        moments = new EvidenceSums()
                .add(space.image(), space.text(), EmbeddingPair.rows(sums, captioned))
                .moments();
    }

    @Override
    public PairComparison compare(PairAssignment assignment) {
        double[] cosines = new double[assignment.size()];
        double[][] evidence = new double[assignment.size()][];
        for (int first = 0; first < cosines.length; first += BLOCK) {
            try (var _ = TensorScope.open()) {
                int end = Math.min(cosines.length, first + BLOCK);
                int[] images = Arrays.copyOfRange(assignment.images(), first, end);
                PairComparison block = moments.compare(
                        EmbeddingPair.rows(space.image(), images),
                        EmbeddingPair.rows(space.text(), Arrays.copyOfRange(assignment.texts(), first, end)),
                        EmbeddingPair.rows(sums, images)
                                .sub(EmbeddingPair.rows(
                                        space.text(), Arrays.copyOfRange(assignment.replaced(), first, end))));
                System.arraycopy(block.cosines(), 0, cosines, first, end - first);
                System.arraycopy(block.evidence(), 0, evidence, first, end - first);
            }
        }
        return new PairComparison(cosines, evidence);
    }

    @Override
    public TopMatches nearestTexts(int[] images, int count) {
        try (var _ = TensorScope.open()) {
            return TopMatches.of(EmbeddingPair.rows(space.image(), images), allTexts.get(), count);
        }
    }
}
