package dev.diptych.train.internal.step;

import dev.diptych.base.RandomKey;
import dev.diptych.data.batch.Batch;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextInput;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Finds where a loss or a gradient that is not finite arose, by computing the step again layer by
/// layer.
record FirstNotFinite(BatchEncoder encoder, Objective objective, DualEncoder model) {

    /// Words such as `image encoder, block 3 of 12`. Gradients of the parameters are undefined
    /// afterwards.
    String of(Batch batch, RandomKey key) {
        for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
            if (!Operators.isFinite(parameter.getValue())) {
                return "the parameter " + parameter.getKey();
            }
        }
        try (var _ = TensorScope.open()) {
            Optional<String> layer = layer(batch);
            return layer.orElseGet(() -> objective(batch, key));
        }
    }

    private Optional<String> layer(Batch batch) {
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            ImageInput images = ImageInput.of(batch.imageRows());
            TextInput texts = TextInput.of(batch.texts(), batch.textRows());
            return image(images).or(() -> text(texts));
        }
    }

    private Optional<String> image(ImageInput input) {
        String name = "image encoder";
        if (!(input instanceof ImageInput.Pixels(Tensor pixels))) {
            return ofResult(name, model.encodeImages(input, false).embeddings());
        }
        if (!Operators.isFinite(pixels)) {
            return Optional.of("the pixels of an image");
        }
        Trace trace = new Trace();
        Tensor pooled = model.vision().forward(pixels, trace).pooled();
        return ofTrace(name, trace, pooled).or(() -> ofResult("image projection", model.embedPooledImages(pooled)));
    }

    private Optional<String> text(TextInput input) {
        String name = "text encoder";
        if (!(input instanceof TextInput.Tokens tokens)) {
            return ofResult(name, model.encodeTexts(input, false, false).embeddings());
        }
        Trace trace = new Trace();
        Tensor pooled = model.text()
                .forward(tokens.ids(), tokens.mask(), tokens.types(), false, trace)
                .pooled();
        return ofTrace(name, trace, pooled).or(() -> ofResult("text projection", model.embedPooledTexts(pooled)));
    }

    private static Optional<String> ofTrace(String name, Trace trace, Tensor pooled) {
        List<Tensor> states = trace.hiddenStates(); // after the embeddings and after each block
        for (int i = 0; i < states.size(); i++) {
            if (!Operators.isFinite(states.get(i))) {
                return Optional.of(
                        i == 0 ? name + ", embeddings" : "%s, block %d of %d".formatted(name, i, states.size() - 1));
            }
        }
        return ofResult(name + ", pooling", pooled);
    }

    private static Optional<String> ofResult(String name, Tensor result) {
        return Operators.isFinite(result) ? Optional.empty() : Optional.of(name);
    }

    // The forward pass is finite: the objective, its gradient, or the backward pass.
    private String objective(Batch batch, RandomKey key) {
        try (Encoding encoding = encoder.encode(batch, key)) {
            Features features = encoding.features();
            if (!Operators.isFinite(features.image()) || !Operators.isFinite(features.text())) {
                return "the encoders in training, with dropout or reduced precision";
            }
            Objective.Loss loss = objective.evaluate(features);
            for (Map.Entry<String, Double> term : loss.terms().entrySet()) {
                if (!Double.isFinite(term.getValue())) {
                    return "the loss " + term.getKey();
                }
            }
            Tensor image = loss.image();
            Tensor text = loss.text();
            if ((image != null && !Operators.isFinite(image)) || (text != null && !Operators.isFinite(text))) {
                return "the gradient of the loss";
            }
            encoding.pullBack(loss);
            // Backward runs from the last layer to the first, so that the last one is where it arose.
            return model.parameters().reversed().entrySet().stream()
                    .filter(parameter -> parameter.getValue().requires_grad())
                    .filter(parameter -> !isFiniteGradient(parameter.getValue()))
                    .map(parameter -> "the gradient of " + parameter.getKey())
                    .findFirst()
                    .orElse("the sum of all gradients, which overflows");
        }
    }

    private static boolean isFiniteGradient(Tensor parameter) {
        Tensor gradient = Gradients.of(parameter);
        return gradient == null || Operators.isFinite(gradient);
    }
}
