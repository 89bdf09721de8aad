package dev.diptych.train;

import dev.diptych.InvalidInputException;
import dev.diptych.recipe.Betas;
import dev.diptych.torch.FusedAdamW;
import dev.diptych.torch.GradientNorm;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// AdamW over groups of parameters, each with a learning rate of its own; decay only where a parameter has two or more
/// dimensions. Owns the moments.
final class Optimizer {

    private static final String FIRST = "optimizer/first/";
    private static final String SECOND = "optimizer/second/";

    private final List<Group> groups;
    private final Betas betas;
    private final double epsilon;
    private final @Nullable Double clipNorm;
    private final SequencedMap<String, Moments> moments = new LinkedHashMap<>();
    private long updates;

    /// @param clipNorm the largest norm of all gradients together; null for no clipping
    Optimizer(List<Group> groups, Betas betas, double epsilon, @Nullable Double clipNorm) {
        this.groups = List.copyOf(groups);
        this.betas = betas;
        this.epsilon = epsilon;
        this.clipNorm = clipNorm;
        for (Group group : groups) {
            group.parameters().forEach((name, parameter) -> {
                long[] shape = Tensors.shape(parameter);
                moments.put(name, new Moments(parameter, Tensors.zeros(shape), Tensors.zeros(shape)));
            });
        }
    }

    /// Parameters that are treated alike.
    ///
    /// @param parameters by their name in a checkpoint
    /// @param learningRate its highest value
    record Group(SequencedMap<String, Tensor> parameters, double learningRate, double weightDecay) {

        /// Up to two groups: those that decay and those that do not.
        static List<Group> byDimension(Map<String, Tensor> parameters, double learningRate, double weightDecay) {
            var decayed = new LinkedHashMap<String, Tensor>();
            var plain = new LinkedHashMap<String, Tensor>();
            parameters.forEach((name, parameter) -> (parameter.dim() >= 2 ? decayed : plain).put(name, parameter));
            List<Group> groups = new ArrayList<>();
            if (!decayed.isEmpty()) {
                groups.add(new Group(decayed, learningRate, weightDecay));
            }
            if (!plain.isEmpty()) {
                groups.add(new Group(plain, learningRate, 0));
            }
            return groups;
        }
    }

    private record Moments(Tensor parameter, Tensor first, Tensor second) {}

    /// Clips the collected gradients, updates the parameters and forgets the gradients.
    ///
    /// @param factor of the schedule, on every learning rate
    /// @return the norm of all gradients together, before clipping; when it is not finite nothing was updated
    double step(double factor) {
        try (var _ = TensorScope.open()) {
            List<Tensor> all = new ArrayList<>();
            groups.forEach(group -> group.parameters().values().forEach(parameter -> {
                Tensor gradient = Gradients.of(parameter);
                if (gradient != null) {
                    all.add(gradient);
                }
            }));
            double norm = clipNorm == null ? GradientNorm.of(all) : GradientNorm.clip(all, clipNorm);
            if (Double.isFinite(norm)) {
                updates++;
                groups.forEach(group -> update(group, factor));
            }
            return norm;
        }
    }

    private void update(Group group, double factor) {
        List<Tensor> parameters = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        List<Tensor> first = new ArrayList<>();
        List<Tensor> second = new ArrayList<>();
        List<Tensor> steps = new ArrayList<>();
        group.parameters().forEach((name, parameter) -> {
            Tensor gradient = Gradients.of(parameter);
            Moments own = moments.get(name);
            if (gradient != null && own != null) {
                parameters.add(parameter);
                gradients.add(gradient);
                first.add(own.first());
                second.add(own.second());
                steps.add(Tensors.scalar(updates));
            }
        });
        FusedAdamW.step(
                parameters,
                gradients,
                first,
                second,
                steps,
                group.learningRate() * factor,
                betas.first(),
                betas.second(),
                group.weightDecay(),
                epsilon);
        parameters.forEach(Gradients::clear);
    }

    /// The highest learning rate among the groups.
    double highestLearningRate() {
        return groups.stream().mapToDouble(Group::learningRate).max().orElse(0);
    }

    /// The state that a checkpoint holds; the tensors are the optimiser's own.
    SequencedMap<String, Tensor> state() {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>();
        moments.forEach((name, own) -> state.put(FIRST + name, own.first()));
        moments.forEach((name, own) -> state.put(SECOND + name, own.second()));
        return state;
    }

    /// Takes over the state of a checkpoint after `steps` updates.
    ///
    /// @throws InvalidInputException when it does not hold the moments of these parameters
    void restore(TensorSource checkpoint, long steps) {
        moments.forEach((name, own) -> {
            Operators.copyInPlace(own.first(), checkpoint.tensor(FIRST + name));
            Operators.copyInPlace(own.second(), checkpoint.tensor(SECOND + name));
        });
        updates = steps;
    }

    long updates() {
        return updates;
    }
}
