package dev.diptych.train.parity;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.EncoderStates;
import dev.diptych.model.ImageInput;
import dev.diptych.model.TextEncoder;
import dev.diptych.model.TextInput;
import dev.diptych.model.TextPooling;
import dev.diptych.model.Trainable;
import dev.diptych.model.VisionEncoder;
import dev.diptych.model.checkpoint.LoadedModel;
import dev.diptych.model.layer.Trace;
import dev.diptych.torch.GradientNorm;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Pairing;
import dev.diptych.train.objective.Positives;
import dev.diptych.train.objective.SemanticConsistencyLoss;
import dev.diptych.train.objective.Temperature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// All outputs of a model for the inputs of a reference file, by their Hugging Face names.
final class ParityOutputs {

    static final Set<String> INPUTS =
            Set.of("pixel_values", "input_ids", "attention_mask", "token_type_ids", "grad_target", "grad_none");

    private static final String VISION_GRADIENT = "grad/vision_model.vision_model.";

    private final TensorSource inputs;
    private final SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();

    private ParityOutputs(TensorSource inputs) {
        this.inputs = inputs;
    }

    static Map<String, Tensor> of(LoadedModel model, TensorSource inputs) {
        var outputs = new ParityOutputs(inputs);
        switch (model) {
            case LoadedModel.Vision vision -> outputs.vision(vision.encoder());
            case LoadedModel.Text text -> outputs.text(text.encoder());
            case LoadedModel.Dual dual -> outputs.dual(dual.encoder());
        }
        return outputs.outputs;
    }

    private void vision(VisionEncoder encoder) {
        encoder.train(new Trainable.All());
        Trace trace = new Trace();
        EncoderStates output = encoder.forward(required("pixel_values"), trace);
        encoderOutputs(output, trace, true);
        if (inputs.has("grad_target")) {
            Tensor squares = output.states().mul(output.states());
            Tensor loss = output.pooled().mul(required("grad_target")).sum().add(squares.mean());
            gradients("grad_loss", loss, encoder.parameters(), List.of("", "vision_model."));
        }
    }

    private void text(TextEncoder encoder) {
        encoder.train(new Trainable.All());
        Tensor mask = optional("attention_mask");
        Trace trace = new Trace();
        EncoderStates output = encoder.forward(required("input_ids"), mask, optional("token_type_ids"), false, trace);
        boolean pooler = switch (encoder.config()) {
            case BertConfig bert -> bert.pooling() == TextPooling.POOLER;
            case ClipTextConfig _ -> true;
        };
        encoderOutputs(output, trace, pooler);
        EncoderStates bare = encoder.forward(required("input_ids"), null, null, false, null);
        outputs.put("nomask_no_tt/last_hidden_state", bare.states());
        if (pooler) {
            outputs.put("nomask_no_tt/pooler_output", bare.pooled());
        }
        if (inputs.has("grad_target") && pooler) {
            Tensor attended = mask == null
                    ? output.states()
                    : output.states().mul(Operators.toFloat(mask).unsqueeze(2)); // [M, T, D]
            Tensor loss = output.pooled()
                    .mul(required("grad_target"))
                    .sum()
                    .add(attended.mul(attended).mean());
            gradients("grad_loss", loss, encoder.parameters(), List.of("", "bert.", "roberta.", "text_model."));
        }
    }

    private void dual(DualEncoder encoder) {
        encoder.train(new Trainable.All(), new Trainable.All(), true);
        Tensor pixels = required("pixel_values");
        Tensor ids = required("input_ids");
        Tensor mask = optional("attention_mask");
        Tensor types = optional("token_type_ids");
        outputs.put(
                "vision_pooler_output", encoder.vision().forward(pixels, null).pooled());
        outputs.put(
                "text_pooler_output",
                encoder.text().forward(ids, mask, types, false, null).pooled());
        Tensor images =
                encoder.encodeImages(new ImageInput.Pixels(pixels), false).embeddings(); // [N, P]
        Tensor texts = encoder.encodeTexts(new TextInput.Tokens(ids, mask, types), false, false)
                .embeddings(); // [M, P]
        Tensor logits = images.matmul(texts.t()).mul(encoder.logitScale().exp()); // [N, M]
        outputs.put("image_embeds", images);
        outputs.put("text_embeds", texts);
        outputs.put("logits_per_image", logits);
        outputs.put("logits_per_text", logits.t());
        if (images.size(0) == texts.size(0)) {
            var objective = new SemanticConsistencyLoss(new Temperature.Learned(), Positives.DIAGONAL);
            Features features = new Features(
                    images, texts, Pairing.diagonal((int) images.size(0)), encoder.logitScale(), null, RandomKey.of(0));
            gradients("loss", objective.compute(features).total(), encoder.parameters(), List.of(""));
            // Newer releases of transformers omit the second vision_model.
            Map.copyOf(outputs).forEach((name, gradient) -> {
                if (name.startsWith(VISION_GRADIENT)) {
                    outputs.put("grad/vision_model." + name.substring(VISION_GRADIENT.length()), gradient);
                }
            });
        }
    }

    private void encoderOutputs(EncoderStates output, Trace trace, boolean pooler) {
        outputs.put("last_hidden_state", output.states());
        if (pooler) {
            outputs.put("pooler_output", output.pooled());
        }
        for (int i = 0; i < trace.hiddenStates().size(); i++) {
            outputs.put("hidden_states." + i, trace.hiddenStates().get(i));
        }
        for (int i = 0; i < trace.attentions().size(); i++) {
            outputs.put("attentions." + i, trace.attentions().get(i));
        }
    }

    private void gradients(String lossName, Tensor loss, Map<String, Tensor> parameters, List<String> prefixes) {
        outputs.put(lossName, loss);
        if (inputs.names().stream().noneMatch(name -> name.startsWith("grad/"))) {
            return;
        }
        Gradients.backward(loss);
        List<Tensor> all = new ArrayList<>();
        parameters.forEach((name, parameter) -> {
            Tensor gradient = Gradients.of(parameter);
            if (gradient != null) {
                all.add(gradient);
                prefixes.forEach(prefix -> outputs.put("grad/" + prefix + name, gradient));
            }
        });
        outputs.put("grad_global_norm", Tensors.scalar(GradientNorm.of(all)));
    }

    private Tensor required(String name) {
        if (!inputs.has(name)) {
            throw new InvalidInputException(inputs.description() + ": the input " + name
                    + " is missing; save the inputs with the outputs, by their Hugging Face names");
        }
        return inputs.tensor(name);
    }

    private @Nullable Tensor optional(String name) {
        return inputs.has(name) ? inputs.tensor(name) : null;
    }
}
