package dev.diptych.train.objective;

import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Contrastive loss against soft targets from an exponential moving average of the model (Li et al., 2021, ALBEF).
///
/// The candidates are the momentum model's embeddings of the batch and of a queue of past batches. With p the softmax
/// of a query's similarities divided by the temperature, q the same with the momentum model's query, and y the uniform
/// distribution over its positives, the loss of a query is the cross-entropy −Σ (α·q + (1 − α)·y)·log p; the mean over
/// images and that over texts, halved. A caption that also matches another image, unknown to the data, is therefore
/// penalised less.
///
/// Entries of the queue with the same image or the same text are positives like those of the batch.
public record SoftTargetLoss(Temperature temperature, Positives positives) implements Objective {

    @Override
    public Terms compute(Features features) {
        MomentumFeatures momentum = features.teacher(TeacherRole.MOMENTUM);
        Pairing pairing = features.pairing();
        MomentumFeatures.Past past = momentum.past();
        PositiveIndex belonging = belonging(pairing, momentum);
        Tensor texts = Operators.concatenate(0, momentum.text(), past.text()); // [M + L, P]
        Tensor images = Operators.concatenate(0, momentum.image(), past.image()); // [N + K, P]
        Queries ofImages = new Queries(features.image(), momentum.image(), belonging.textsOfImages(pairing.images()));
        Queries ofTexts = new Queries(features.text(), momentum.text(), belonging.imagesOfTexts(pairing.texts()));
        Tensor loss = crossEntropy(ofImages.answerable(), texts, features.logitScale(), momentum.share())
                .add(crossEntropy(ofTexts.answerable(), images, features.logitScale(), momentum.share()));
        return Terms.of("soft_targets", Operators.scale(loss, 0.5));
    }

    private PositiveIndex belonging(Pairing pairing, MomentumFeatures momentum) {
        MomentumFeatures.Past past = momentum.past();
        int[] numbers = momentum.images();
        int[] imageOfText = Arrays.stream(pairing.imageOfText())
                .map(row -> row < 0 ? -1 : numbers[row])
                .toArray();
        return new PositiveIndex(
                joined(numbers, past.images()),
                joined(imageOfText, past.imageOfText()),
                joined(pairing.captionGroup(), past.captionGroup()),
                positives);
    }

    private Tensor crossEntropy(Queries queries, Tensor candidates, Tensor logitScale, double share) {
        int size = queries.positives().length;
        List<Tensor> inputs = List.of(queries.own(), logitScale);
        Tensor sum = RowBlocks.sum(size, candidates.size(0), inputs, (from, count, given) -> {
            Tensor cosines = given.get(0).narrow(0, from, count).matmul(candidates.t()); // [B, C]
            Tensor logarithms = Operators.logSoftmax(temperature.divide(cosines, given.get(1)), 1); // [B, C]
            Tensor hard = BlockPositives.of(queries.positives(), from, cosines).sumOfMeans(logarithms);
            if (share == 0) {
                return hard.neg();
            }
            Tensor averaged = queries.averaged().narrow(0, from, count).matmul(candidates.t()); // [B, C]
            Tensor targets = Operators.softmax(temperature.divide(averaged, logitScale.detach()), 1); // [B, C]
            Tensor soft = targets.mul(logarithms).sum();
            return Operators.scale(hard, share - 1).sub(Operators.scale(soft, share));
        });
        return Operators.scale(sum, 1.0 / Math.max(1, size));
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    /// @param own the model's embeddings [Q, P]
    /// @param averaged the momentum model's embeddings [Q, P]
    /// @param positives positives of each query among the candidates
    @SuppressWarnings("ArrayRecordComponent") // lives within one call
    private record Queries(Tensor own, Tensor averaged, int[][] positives) {

        Queries answerable() {
            int[] kept = IntStream.range(0, positives.length)
                    .filter(query -> positives[query].length > 0)
                    .toArray();
            if (kept.length == positives.length) {
                return this;
            }
            Tensor rows = Tensors.index(kept);
            return new Queries(
                    Operators.select(own, 0, rows),
                    Operators.select(averaged, 0, rows),
                    Arrays.stream(kept).mapToObj(query -> positives[query]).toArray(int[][]::new));
        }
    }
}
