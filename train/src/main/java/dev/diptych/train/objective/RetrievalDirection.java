package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Embeddings of one modality as queries, those of the other as candidates, and the positives of each query.
///
/// @param queries [Q, P]
/// @param candidates [C, P]
/// @param positives rows of the positives of each query, ascending
@SuppressWarnings("ArrayRecordComponent") // lives within a loss
record RetrievalDirection(Tensor queries, Tensor candidates, int[][] positives) {

    /// A loss over rows of a matrix of queries and candidates.
    interface BlockLoss {

        /// @param cosines [B, C]
        /// @param belonging positives of these B queries
        /// @param parameters in place of those given to [#sum]
        /// @return a scalar: the sum over the rows
        Tensor of(Tensor cosines, BlockPositives belonging, List<Tensor> parameters);
    }

    /// Images are the queries, texts the candidates.
    static RetrievalDirection ofImages(Features features, Positives positives) {
        Pairing pairing = features.pairing();
        return new RetrievalDirection(
                features.image(), features.text(), pairing.belonging(positives).textsOfImages(pairing.images()));
    }

    /// Texts are the queries, images the candidates; negatives have no positives.
    static RetrievalDirection ofTexts(Features features, Positives positives) {
        Pairing pairing = features.pairing();
        int[][] images = pairing.belonging(positives).imagesOfTexts(pairing.texts());
        return new RetrievalDirection(features.text(), features.image(), images).onlyQueries(pairing);
    }

    private RetrievalDirection onlyQueries(Pairing pairing) {
        // A negative that equals a caption of the batch is a positive of an image, and therefore also a query.
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

    /// The sum of a loss over all queries, with the memory of one block.
    ///
    /// @param parameters further tensors that the loss depends on
    Tensor sum(List<Tensor> parameters, BlockLoss loss) {
        List<Tensor> inputs = new ArrayList<>(List.of(queries, candidates));
        inputs.addAll(parameters);
        return RowBlocks.sum(size(), candidates.size(0), inputs, (from, count, given) -> {
            Tensor cosines =
                    given.get(0).narrow(0, from, count).matmul(given.get(1).t()); // [B, C]
            return loss.of(cosines, BlockPositives.of(positives, from, cosines), given.subList(2, given.size()));
        });
    }

    /// The mean of a loss over all queries; 0 if there are none.
    Tensor mean(List<Tensor> parameters, BlockLoss loss) {
        return Operators.scale(sum(parameters, loss), 1.0 / Math.max(1, size()));
    }
}
