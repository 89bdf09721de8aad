package dev.diptych.train.parity;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Compares a model with outputs that another framework saved, tensor by tensor.
///
/// Inputs are found in the file by their Hugging Face names; all other tensors are compared with the model's outputs.
/// States at padding are ignored.
public final class Parity {

    /// Tolerance of an output, relative to the reference's largest magnitude.
    public static final double OUTPUT_TOLERANCE = 2e-6;

    /// Tolerance of a gradient, likewise.
    public static final double GRADIENT_TOLERANCE = 1e-5;

    private Parity() {}

    /// @param directory a model in Hugging Face format
    /// @param reference a safetensors file with inputs and outputs
    /// @return one row for each tensor of the file that is not an input, in file order
    /// @throws InvalidInputException if the file lacks the inputs that the model requires
    public static List<ParityRow> compare(Path directory, TensorSource reference) {
        try (var _ = TensorScope.open()) {
            Map<String, Tensor> outputs =
                    ParityOutputs.of(PretrainedCheckpoint.open(directory).load(), reference);
            double largestGradient = largestGradient(reference);
            List<ParityRow> rows = new ArrayList<>();
            for (String name : reference.names()) {
                if (!ParityOutputs.INPUTS.contains(name)) {
                    rows.add(row(name, reference, outputs, largestGradient));
                }
            }
            return rows;
        }
    }

    private static ParityRow row(
            String name, TensorSource reference, Map<String, Tensor> outputs, double largestGradient) {
        // grad_loss, the scalar that was differentiated, is a sum of large terms that cancel.
        boolean gradient = name.startsWith("grad/") || name.startsWith("grad_");
        double tolerance = gradient ? GRADIENT_TOLERANCE : OUTPUT_TOLERANCE;
        String plain = name.startsWith("f64/") ? name.substring("f64/".length()) : name;
        Tensor ours = outputs.get(plain);
        if (ours == null) {
            return ParityRow.notCompared(name, "not an output of the model");
        }
        long[] shape = reference.info(name).shape();
        if (!Arrays.equals(shape, Tensors.shape(ours))) {
            return ParityRow.failed(
                    name, "shape " + Arrays.toString(Tensors.shape(ours)) + " instead of " + Arrays.toString(shape));
        }
        Tensor theirs = Operators.toDouble(reference.tensor(name));
        Tensor difference = Operators.toDouble(ours).sub(theirs).abs();
        Tensor attended = attended(plain, reference);
        if (attended != null) {
            Tensor padding = attended.logical_not();
            theirs = Operators.maskedFill(theirs, padding, 0);
            difference = Operators.maskedFill(difference, padding, 0);
        }
        double largest = Tensors.item(theirs.abs().max());
        // The softmax is invariant to a key's bias: its true gradient is 0, and saved values are rounding
        // errors.
        double scale = gradient && name.endsWith(".bias") && (name.contains("k_proj") || name.contains(".key."))
                ? largestGradient
                : largest;
        return ParityRow.compared(name, Tensors.item(difference.max()), scale, tolerance);
    }

    private static double largestGradient(TensorSource reference) {
        double largest = 0;
        for (String name : reference.names()) {
            if (name.startsWith("grad/") && reference.info(name).elements() > 0) {
                largest = Math.max(
                        largest,
                        Tensors.item(
                                Operators.toDouble(reference.tensor(name)).abs().max()));
            }
        }
        return largest;
    }

    // Mask of the positions without padding, broadcastable to the named output; null for all.
    private static @Nullable Tensor attended(String name, TensorSource reference) {
        if (!reference.has("attention_mask") || !reference.has("input_ids") || name.startsWith("nomask")) {
            return null;
        }
        Tensor mask = Operators.isNonzero(reference.tensor("attention_mask")); // [M, T]
        if (name.equals("last_hidden_state") || name.startsWith("hidden_states.")) {
            return mask.unsqueeze(2); // [M, T, 1]
        }
        if (name.startsWith("attentions.")) {
            return mask.unsqueeze(1).unsqueeze(3); // [M, 1, T, 1]
        }
        return null;
    }

    /// Whether something was compared and nothing failed.
    public static boolean holds(List<ParityRow> rows) {
        return rows.stream().noneMatch(row -> row.verdict() == ParityRow.Verdict.BEYOND)
                && rows.stream().anyMatch(row -> row.verdict() == ParityRow.Verdict.WITHIN);
    }
}
