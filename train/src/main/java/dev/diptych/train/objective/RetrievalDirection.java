package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// One side's embeddings as queries, the other's as candidates, and the candidates that belong to each query.
///
/// @param queries [Q, P]
/// @param candidates [C, P]
/// @param positives for each query the rows of its positives, ascending
@SuppressWarnings("ArrayRecordComponent") // lives within a loss
record RetrievalDirection(Tensor queries, Tensor candidates, int[][] positives) {

    /// Of some rows of a matrix of queries and candidates.
    interface BlockLoss {

        /// @param cosines [B, C]
        /// @param belonging the positives of these B queries
        /// @param parameters in place of those given to [#sum]
        /// @return a scalar: the sum over the rows
        Tensor of(Tensor cosines, BlockPositives belonging, List<Tensor> parameters);
    }

    /// Each image looks for its texts.
    static RetrievalDirection ofImages(Features features, Positives positives) {
        Pairing pairing = features.pairing();
        return new RetrievalDirection(
                features.image(), features.text(), pairing.belonging(positives).textsOfImages(pairing.images()));
    }

    /// Each text looks for its images; negatives, which look for none, have no positives.
    static RetrievalDirection ofTexts(Features features, Positives positives) {
        Pairing pairing = features.pairing();
        int[][] images = pairing.belonging(positives).imagesOfTexts(pairing.texts());
        return new RetrievalDirection(features.text(), features.image(), images).onlyQueries(pairing);
    }

    private RetrievalDirection onlyQueries(Pairing pairing) {
        // A negative that reads as a caption of the batch is a positive of an image, and then a query as well.
        return pairing.queries().length == pairing.texts() ? this : answerable();
    }

    int size() {
        return positives.length;
    }

    /// The queries that have a positive.
    RetrievalDirection answerable() {
        return where(query -> positives[query].length > 0);
    }

    /// The queries that have a positive and a negative.
    RetrievalDirection contested() {
        return where(query -> positives[query].length > 0 && positives[query].length < candidates.size(0));
    }

    private RetrievalDirection where(IntPredicate condition) {
        int[] kept = IntStream.range(0, size()).filter(condition).toArray();
        if (kept.length == size()) {
            return this;
        }
        return new RetrievalDirection(
                Operators.select(queries, 0, Tensors.index(kept)),
                candidates,
                Arrays.stream(kept).mapToObj(query -> positives[query]).toArray(int[][]::new));
    }

    /// The sum of a loss over all queries, in the memory of one block.
    ///
    /// @param parameters that the loss depends on besides
    Tensor sum(List<Tensor> parameters, BlockLoss loss) {
        List<Tensor> inputs = new ArrayList<>(List.of(queries, candidates));
        inputs.addAll(parameters);
        return RowBlocks.sum(size(), candidates.size(0), inputs, (from, count, given) -> {
            Tensor cosines =
                    given.get(0).narrow(0, from, count).matmul(given.get(1).t()); // [B, C]
            return loss.of(cosines, BlockPositives.of(positives, from, cosines), given.subList(2, given.size()));
        });
    }

    /// The mean of a loss over all queries; 0 where there is none.
    Tensor mean(List<Tensor> parameters, BlockLoss loss) {
        return Operators.scale(sum(parameters, loss), 1.0 / Math.max(1, size()));
    }
}
