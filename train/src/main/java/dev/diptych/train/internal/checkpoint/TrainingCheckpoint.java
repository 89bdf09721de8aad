package dev.diptych.train.internal.checkpoint;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.InvalidInputException;
import dev.diptych.model.DualEncoder;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.Blas;
import dev.diptych.torch.Engine;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.internal.features.FrozenPart;
import dev.diptych.train.internal.step.Optimizer;
import dev.diptych.train.internal.step.Teacher;
import dev.diptych.train.objective.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Everything that a run needs for an exact resume: trained parameters, moments, the state of the teachers, and
/// [RunState]. Frozen parameters are those of the starting model; only their digest is stored.
///
/// Random numbers are keyed by seed, epoch and step, so no generator state is stored.
public final class TrainingCheckpoint {

    private final CheckpointFolder folder;
    private final DualEncoder encoder;
    private final Objective objective;
    private final Optimizer optimizer;
    private final List<Teacher<?>> teachers;
    private final String dataDigest;
    private final String frozenDigest;
    private final Blas blas = Engine.inspect().blas();
    private @Nullable RunState saved;

    /// @param encoder the encoder; its frozen parameters do not require gradients
    public TrainingCheckpoint(
            CheckpointFolder folder,
            DualEncoder encoder,
            Objective objective,
            Optimizer optimizer,
            List<Teacher<?>> teachers,
            String dataDigest) {
        this.folder = folder;
        this.encoder = encoder;
        this.objective = objective;
        this.optimizer = optimizer;
        this.teachers = teachers;
        this.dataDigest = dataDigest;
        ContentDigest frozen = new ContentDigest();
        FrozenPart.digest(encoder.parameters(), frozen);
        frozenDigest = frozen.hexadecimal();
    }

    /// Writes the checkpoint of this state atomically and deletes old ones; does nothing if this state was already
    /// saved or restored.
    public void save(RunState state) {
        if (saved != null && state.equals(saved.at(state.times()))) {
            return;
        }
        try (var _ = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = parameters();
            tensors.putAll(optimizer.state());
            teachers.forEach(teacher -> tensors.putAll(teacher.state()));
            Map<String, String> metadata = new LinkedHashMap<>(state.toMetadata());
            metadata.put("updates", Long.toString(optimizer.updates()));
            metadata.put("data", dataDigest);
            metadata.put("frozen", frozenDigest);
            metadata.put("blas", blas.setting());
            folder.write(state.step(), tensors, metadata);
            saved = state;
        }
    }

    /// Restores model and optimiser from the newest intact checkpoint.
    ///
    /// @param progress receives warnings about skipped damaged checkpoints
    /// @return the restored state; the initial state if no checkpoint has been saved
    /// @throws InvalidInputException if all are damaged, or it belongs to other data or another model
    public RunState restore(ProgressLine progress) {
        folder.sweep();
        Optional<TensorSource> newest = folder.openNewest(progress::warn);
        if (newest.isEmpty()) {
            progress.say("no checkpoint has been saved yet; starting from the first step");
            return RunState.start();
        }
        try (TensorSource source = newest.get()) {
            RunState state = restore(source);
            saved = state;
            String before = source.metadata().getOrDefault("blas", blas.setting());
            if (!before.equals(blas.setting())) {
                progress.say(("the checkpoint was computed with %s, this process uses %s: rounding differs;"
                                + " set DIPTYCH_BLAS=%s for the same bits")
                        .formatted(before, blas.setting(), before));
            }
            progress.say("resuming from the checkpoint of step %,d".formatted(state.step()));
            return state;
        }
    }

    private RunState restore(TensorSource source) {
        Map<String, String> metadata = source.metadata();
        if (!dataDigest.equals(metadata.get("data"))) {
            throw new InvalidInputException(
                    source.description() + ": the data have changed since this checkpoint was written"
                            + " (names or captions differ); resume with the original data");
        }
        if (!frozenDigest.equals(metadata.get("frozen"))) {
            throw new InvalidInputException(
                    source.description() + ": the frozen weights differ from those at the start of the run;"
                            + " restore the model directories of its recipe");
        }
        parameters().forEach((name, parameter) -> Operators.copyInPlace(parameter, source.tensor(name)));
        optimizer.restore(source, Long.parseLong(metadata.getOrDefault("updates", "0")));
        teachers.forEach(teacher -> teacher.restore(source));
        return RunState.fromMetadata(metadata, source.description());
    }

    private SequencedMap<String, Tensor> parameters() {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        encoder.parameters().forEach((name, parameter) -> {
            if (parameter.requires_grad()) {
                all.put("model/" + name, parameter);
            }
        });
        all.putAll(objective.parameters());
        return all;
    }
}
