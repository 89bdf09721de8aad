package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.text.Tokenizer;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Linear interpolation between the weights of two models of equal configuration: θ(α) = (1 − α)·θ(start) +
/// α·θ(finished), for every parameter (WiSE-FT; Wortsman et al., 2022). Computed in float64 and rounded to float32; α
/// = 0 and α = 1 are bit-identical to the two models. Owns three models; confined to one thread.
public final class WeightInterpolation {

    private final SequencedMap<String, Tensor> start;
    private final SequencedMap<String, Tensor> finished;
    private final ImageTextModel between;

    private WeightInterpolation(
            SequencedMap<String, Tensor> start, SequencedMap<String, Tensor> finished, ImageTextModel between) {
        this.start = start;
        this.finished = finished;
        this.between = between;
    }

    /// Loads both models. Preprocessing, tokenizer and text length are those of the finished model.
    ///
    /// @throws InvalidInputException if their configurations differ, naming the first difference
    public static WeightInterpolation open(Path start, Path finished) {
        ImageTextModel first = ModelDirectory.load(start);
        ImageTextModel last = ModelDirectory.load(finished);
        requireEqual(
                start,
                finished,
                "image encoders",
                first.encoder().vision().config(),
                last.encoder().vision().config());
        requireEqual(
                start,
                finished,
                "text encoders",
                first.encoder().text().config().inference(),
                last.encoder().text().config().inference());
        SequencedMap<String, Tensor> from = parameters(first);
        SequencedMap<String, Tensor> to = parameters(last);
        for (String name : from.keySet()) {
            requireSame(start, finished, name, from, to);
        }
        for (String name : to.keySet()) {
            requireSame(start, finished, name, from, to);
        }
        requireEqual(start, finished, "preprocessing", first.processor(), last.processor());
        requireSameWords(start, finished, first, last);
        ImageTextModel copy = ModelDirectory.load(finished);
        return new WeightInterpolation(
                from,
                to,
                new ImageTextModel(
                        copy.encoder(),
                        copy.fusion(),
                        copy.sigmoid(),
                        copy.processor(),
                        copy.tokenizer(),
                        copy.longestText()));
    }

    /// Returns the model at `alpha`, from 0 to 1: the same object at each call, with changed weights. It has no
    /// calibration.
    public ImageTextModel at(double alpha) {
        parameters(between).forEach((name, parameter) -> {
            Tensor from = Objects.requireNonNull(start.get(name));
            Tensor to = Objects.requireNonNull(finished.get(name));
            try (var _ = TensorScope.open()) {
                Operators.copyInPlace(parameter, alpha == 0 ? from : alpha == 1 ? to : between(from, to, alpha));
            }
        });
        return between;
    }

    private static Tensor between(Tensor from, Tensor to, double alpha) {
        return Operators.scale(Operators.toDouble(from.detach()), 1 - alpha)
                .add(Operators.scale(Operators.toDouble(to.detach()), alpha));
    }

    private static SequencedMap<String, Tensor> parameters(ImageTextModel model) {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>(model.encoder().parameters());
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            fusion.parameters().forEach((name, parameter) -> all.put("fusion: " + name, parameter));
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            sigmoid.parameters().forEach((name, parameter) -> all.put("sigmoid loss: " + name, parameter));
        }
        return all;
    }

    private static void requireSame(
            Path start, Path finished, String name, Map<String, Tensor> from, Map<String, Tensor> to) {
        String first = shape(from.get(name));
        String last = shape(to.get(name));
        if (!first.equals(last)) {
            throw new InvalidInputException(
                    "%s is %s in %s and %s in %s; interpolate two models of the same configuration, for example START of a run and its model"
                            .formatted(name, first, start, last, finished));
        }
    }

    private static String shape(@Nullable Tensor tensor) {
        return tensor == null ? "missing" : Arrays.toString(Tensors.shape(tensor));
    }

    private static void requireEqual(Path start, Path finished, String what, Object first, Object last) {
        if (!first.equals(last)) {
            String differing = first instanceof Record before && last instanceof Record now
                    ? RecordDifferences.of(before, now)
                    : first + " and " + last;
            throw new InvalidInputException(
                    "the %s of %s and %s differ: %s; interpolate a model and one that was fine-tuned from it"
                            .formatted(what, start, finished, differing));
        }
    }

    private static void requireSameWords(Path start, Path finished, ImageTextModel first, ImageTextModel last) {
        Tokenizer before = first.tokenizer();
        Tokenizer after = last.tokenizer();
        int size = Math.max(before.vocabularySize(), after.vocabularySize());
        for (int id = 0; id < size; id++) {
            String old = id < before.vocabularySize() ? before.token(id) : "missing";
            String now = id < after.vocabularySize() ? after.token(id) : "missing";
            requireEqual(start, finished, "tokenizers (id " + id + ")", old, now);
        }
    }
}
