package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.ShortestNames;
import dev.diptych.cli.support.Version;
import dev.diptych.hub.HubCache;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych preprocess`: preprocesses images as a model requires and saves each stage as a tensor.
@Command(
        name = "preprocess",
        description = {
            "Decode, resize, crop and normalise images as specified by a model's preprocessor_config.json or processor_config.json.",
            "For each image, F contains NAME/resized_u8 and NAME/cropped_u8 [height, width, 3], uint8, and"
                    + " NAME/pixel_values [3, height, width], float32, where NAME is the file name, with as much of its"
                    + " path as is needed to distinguish it from other files."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PreprocessCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "Model directory, name of a model on the Hub, or preprocessor_config.json or processor_config.json.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
    private final List<Path> images = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "F", description = "Output file (safetensors).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--keep-going",
            description = "Skip images that cannot be read. With --json, one line is printed per image.")
    private boolean keepGoing;

    /// Result for one image; the reason is null on success, the size on failure.
    public record Outcome(
            String file,
            String status,
            @Nullable String reason,
            @Nullable Integer width,
            @Nullable Integer height) {}

    /// The document of a run without skipped images.
    record Summary(String out, List<Outcome> images) {}

    @Override
    public Integer call() {
        Path located = HubCache.locate(model);
        ImageProcessor processor =
                Files.isDirectory(located) ? ModelDirectory.processor(located) : ImageProcessor.read(located);
        Map<String, Path> names = ShortestNames.of(images);
        List<Outcome> outcomes = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            names.forEach((name, file) -> {
                Outcome outcome = add(name, file, processor, tensors);
                outcomes.add(outcome);
                if (keepGoing) {
                    show(outcome);
                }
            });
            Safetensors.write(out, tensors, Map.of());
        }
        if (!keepGoing && output.json()) {
            output.printDocument(new Summary(out.toString(), outcomes));
        } else if (!keepGoing) {
            outcomes.forEach(this::show);
        }
        return 0;
    }

    private Outcome add(String name, Path file, ImageProcessor processor, Map<String, Tensor> tensors) {
        RgbImage decoded;
        try {
            decoded = ImageDecoder.decode(file);
        } catch (UnreadableImageException unreadable) {
            if (keepGoing) {
                return new Outcome(file.toString(), "refused", unreadable.reason(), null, null);
            }
            throw new InvalidInputException(
                    file + ": " + unreadable.reason() + "; fix or remove this image, or pass --keep-going", unreadable);
        }
        RgbImage resized = processor.resize(decoded);
        RgbImage cropped = processor.crop(resized);
        float[] values = new float[3 * cropped.height() * cropped.width()];
        processor.normalise(cropped, FloatBuffer.wrap(values));
        tensors.put(name + "/resized_u8", Tensors.bytes(resized.pixels(), resized.height(), resized.width(), 3));
        tensors.put(name + "/cropped_u8", Tensors.bytes(cropped.pixels(), cropped.height(), cropped.width(), 3));
        tensors.put(name + "/pixel_values", Tensors.of(values, 3, cropped.height(), cropped.width()));
        return new Outcome(file.toString(), "ok", null, decoded.width(), decoded.height());
    }

    private void show(Outcome outcome) {
        if (output.json()) {
            output.printLine(outcome);
        } else if (outcome.reason() == null) {
            output.out().println(outcome.file() + ": ok, " + outcome.width() + " x " + outcome.height());
        } else {
            output.out().println(outcome.file() + ": failed, " + outcome.reason());
        }
        output.out().flush();
    }
}
