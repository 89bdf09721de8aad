package dev.diptych.train;

import dev.diptych.InvalidInputException;
import dev.diptych.data.ContentDigest;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Safetensors;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// All that a run needs to go on as if it had never stopped: what is trained of the parameters, moments, the averaged
/// model with its queues where there is one, and [RunState]. Frozen parameters are those that the run starts from
/// anyway;
/// of them a digest is kept.
///
/// Random numbers are keyed by seed, epoch and step, so no generator's state needs keeping.
final class TrainingCheckpoint {

    private static final int KEPT = 2;
    private static final String SUFFIX = ".safetensors";

    private final Path directory;
    private final ImageTextModel model;
    private final Optimizer optimizer;
    private final @Nullable AveragedModel average;
    private final String dataDigest;
    private final String frozenDigest;

    /// The model has been told what is trained.
    TrainingCheckpoint(
            Path directory,
            ImageTextModel model,
            Optimizer optimizer,
            @Nullable AveragedModel average,
            String dataDigest) {
        this.directory = directory;
        this.model = model;
        this.optimizer = optimizer;
        this.average = average;
        this.dataDigest = dataDigest;
        ContentDigest frozen = new ContentDigest();
        FrozenPart.digest(model.encoder().parameters(), frozen);
        frozenDigest = frozen.hexadecimal();
    }

    /// Writes the checkpoint of this state whole, then drops all but the last ones.
    void save(RunState state) {
        try (var _ = TensorScope.open()) {
            Files.createDirectories(directory);
            Path file = directory.resolve(String.format(Locale.ROOT, "step-%08d%s", state.step(), SUFFIX));
            SequencedMap<String, Tensor> tensors = parameters();
            tensors.putAll(optimizer.state());
            if (average != null) {
                tensors.putAll(average.state());
            }
            Map<String, String> metadata = new LinkedHashMap<>(state.toMetadata());
            metadata.put("updates", Long.toString(optimizer.updates()));
            metadata.put("data", dataDigest);
            metadata.put("frozen", frozenDigest);
            Safetensors.write(file, tensors, metadata);
            List<Path> all = all();
            for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
                Files.delete(old);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    directory + ": the checkpoint cannot be written: " + failure.getMessage(), failure);
        }
    }

    /// Puts the newest checkpoint's values into model and optimiser.
    ///
    /// @throws InvalidInputException when there is none, or it is of other data or another model
    RunState restore() {
        List<Path> all = all();
        if (all.isEmpty()) {
            throw new InvalidInputException(
                    directory + ": holds no checkpoint yet, so there is nothing to resume; start the run anew");
        }
        Path newest = all.getLast();
        try (TensorSource source = Safetensors.open(newest)) {
            Map<String, String> metadata = source.metadata();
            if (!dataDigest.equals(metadata.get("data"))) {
                throw new InvalidInputException(newest + ": the data have changed since this checkpoint was written"
                        + " (names or captions differ); resume with the data that the run began with");
            }
            if (!frozenDigest.equals(metadata.get("frozen"))) {
                throw new InvalidInputException(newest + ": the frozen weights are not those that the run began with;"
                        + " put the model directories of its recipe back as they were");
            }
            parameters().forEach((name, parameter) -> Operators.copyInPlace(parameter, source.tensor(name)));
            optimizer.restore(source, Long.parseLong(metadata.getOrDefault("updates", "0")));
            if (average != null) {
                average.restore(source);
            }
            return RunState.fromMetadata(metadata, newest);
        }
    }

    private SequencedMap<String, Tensor> parameters() {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        model.encoder().parameters().forEach((name, parameter) -> {
            if (parameter.requires_grad()) {
                all.put("model/" + name, parameter);
            }
        });
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            fusion.parameters().forEach((name, parameter) -> all.put("fusion/" + name, parameter));
        }
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            sigmoid.parameters().forEach((name, parameter) -> all.put("sigmoid/" + name, parameter));
        }
        return all;
    }

    private List<Path> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("step-\\d{8,}\\.safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
