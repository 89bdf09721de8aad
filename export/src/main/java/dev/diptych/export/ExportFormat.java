package dev.diptych.export;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.ImageTextModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A format for the use of a model in other programs.
public sealed interface ExportFormat permits HuggingFaceFormat, OpenClipFormat, OnnxFormat {

    /// All formats.
    static List<ExportFormat> all() {
        return List.of(new HuggingFaceFormat(), new OpenClipFormat(), new OnnxFormat());
    }

    /// @throws InvalidInputException if no format has this name
    static ExportFormat named(String name) {
        return all().stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown --to " + name + "; expected one of " + names()));
    }

    // As in "a, b or c".
    private static String names() {
        List<String> names = all().stream().map(ExportFormat::name).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    String name();

    /// Writes the model into an empty directory.
    void write(ImageTextModel model, Path directory) throws IOException;

    /// Parts of the model that the format cannot represent, one per line.
    List<String> leftOut(ImageTextModel model);

    /// Notes that users of the files need to obtain correct results, one per line.
    List<String> warnings(ImageTextModel model);

    /// Runs the files outside libtorch and compares them with the model; empty if they cannot be run here.
    List<EncoderDifference> compare(ImageTextModel model, Path directory);
}
