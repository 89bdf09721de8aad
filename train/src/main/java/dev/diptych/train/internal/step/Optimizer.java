package dev.diptych.train.internal.step;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.FlatParameters;
import dev.diptych.torch.FusedAdamW;
import dev.diptych.torch.GradientNorm;
import dev.diptych.torch.OperatorThreads;
import dev.diptych.torch.Operators;
import dev.diptych.torch.PackedParameter;
import dev.diptych.torch.ParameterRange;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.recipe.Betas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// AdamW over parameter groups, each with its own learning rate; weight decay applies only to parameters with two or
/// more dimensions. Owns the moments and moves the parameters into a flat buffer in which each group is a range.
///
/// A parameter without a gradient keeps its value and moments, bit for bit.
public final class Optimizer {

    private static final String FIRST = "optimizer/first/";
    private static final String SECOND = "optimizer/second/";

    private final List<Group> groups;
    private final FlatParameters parameters;
    private final Tensor firstMoments; // [S]
    private final Tensor secondMoments; // [S]
    private final Betas betas;
    private final double epsilon;
    private final @Nullable Double clipNorm;
    private long updates;

    /// @param packed the model's packed parameters
    /// @param clipNorm maximum norm of all gradients together; null for no clipping
    public Optimizer(
            List<Group> groups,
            Collection<PackedParameter> packed,
            Betas betas,
            double epsilon,
            @Nullable Double clipNorm) {
        this.groups = List.copyOf(groups);
        this.betas = betas;
        this.epsilon = epsilon;
        this.clipNorm = clipNorm;
        parameters = FlatParameters.of(groups.stream().map(Group::parameters).toList(), packed);
        firstMoments = parameters.allocate();
        secondMoments = parameters.allocate();
    }

    /// A group of parameters with common settings.
    ///
    /// @param parameters parameters by their names in a checkpoint
    /// @param learningRate peak learning rate
    public record Group(SequencedMap<String, Tensor> parameters, double learningRate, double weightDecay) {

        /// Up to two groups: with and without weight decay.
        public static List<Group> byDimension(Map<String, Tensor> parameters, double learningRate, double weightDecay) {
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

    /// Clips the collected gradients, updates the parameters and clears the gradients.
    ///
    /// @param factor factor of the schedule for all learning rates
    /// @return the norm of all gradients together, before clipping; if it is not finite, nothing is updated
    public double step(double factor) {
        try (var _ = TensorScope.open()) {
            List<FlatParameters.Gradient> gradients = parameters.gradients();
            double norm = GradientNorm.of(
                    gradients.stream().map(FlatParameters.Gradient::values).toList());
            if (Double.isFinite(norm)) {
                updates++;
                double divisor = clipNorm == null ? 1 : GradientNorm.divisor(norm, clipNorm);
                Tensor gradientDivisor = divisor == 1 ? null : Tensors.scalar(divisor);
                List<ParameterRange> ranges = parameters.groups();
                for (int i = 0; i < groups.size(); i++) {
                    ParameterRange range = ranges.get(i);
                    List<FlatParameters.Gradient> own = gradients.stream()
                            .filter(gradient -> range.contains(gradient.range()))
                            .toList();
                    Map<Boolean, List<FlatParameters.Gradient>> bySize = own.stream()
                            .collect(Collectors.partitioningBy(gradient -> OperatorThreads.isSmallTensor(
                                    gradient.range().length())));
                    try (var _ = OperatorThreads.one()) { // the kernel distributes each tensor, however small
                        update(groups.get(i), bySize.getOrDefault(true, List.of()), factor, gradientDivisor);
                    }
                    update(groups.get(i), bySize.getOrDefault(false, List.of()), factor, gradientDivisor);
                }
                parameters.valuesChanged();
            }
            parameters.clearGradients();
            return norm;
        }
    }

    private void update(
            Group group, List<FlatParameters.Gradient> gradients, double factor, @Nullable Tensor gradientDivisor) {
        FusedAdamW.step(
                parts(parameters.values(), gradients),
                gradients.stream().map(FlatParameters.Gradient::values).toList(),
                parts(firstMoments, gradients),
                parts(secondMoments, gradients),
                Collections.nCopies(gradients.size(), Tensors.scalar((double) updates)),
                group.learningRate() * factor,
                betas.first(),
                betas.second(),
                group.weightDecay(),
                epsilon,
                gradientDivisor);
    }

    // The parts of a flat buffer to which the gradients belong.
    private static List<Tensor> parts(Tensor buffer, List<FlatParameters.Gradient> gradients) {
        return gradients.stream()
                .map(FlatParameters.Gradient::range)
                .map(range -> buffer.narrow(0, range.begin(), range.length()))
                .toList();
    }

    /// The highest learning rate among the groups.
    double highestLearningRate() {
        return groups.stream().mapToDouble(Group::learningRate).max().orElse(0);
    }

    /// The state for a checkpoint: views of the optimizer's tensors, allocated in the currently open scope.
    public SequencedMap<String, Tensor> state() {
        SequencedMap<String, Tensor> state = new LinkedHashMap<>();
        parameters.names().forEach(name -> state.put(FIRST + name, parameters.view(firstMoments, name)));
        parameters.names().forEach(name -> state.put(SECOND + name, parameters.view(secondMoments, name)));
        return state;
    }

    /// Restores the state of a checkpoint after `steps` updates.
    ///
    /// @throws InvalidInputException if it does not contain the moments of these parameters
    public void restore(TensorSource checkpoint, long steps) {
        try (var _ = TensorScope.open()) {
            state().forEach((name, own) -> Operators.copyInPlace(own, checkpoint.tensor(name)));
        }
        updates = steps;
    }

    public long updates() {
        return updates;
    }
}
