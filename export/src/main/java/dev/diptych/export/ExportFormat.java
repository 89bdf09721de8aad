package dev.diptych.export;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.ImageTextModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A form in which a model goes to other programs.
public sealed interface ExportFormat permits HuggingFaceFormat, OpenClipFormat, OnnxFormat {

    /// Every format there is.
    static List<ExportFormat> all() {
        return List.of(new HuggingFaceFormat(), new OpenClipFormat(), new OnnxFormat());
    }

    /// @throws InvalidInputException when there is no format of this name
    static ExportFormat named(String name) {
        return all().stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("--to " + name + " is unknown; it can be " + names()));
    }

    // As in "a, b or c".
    private static String names() {
        List<String> names = all().stream().map(ExportFormat::name).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    String name();

    /// Writes the model's files into an empty directory.
    void write(ImageTextModel model, Path directory) throws IOException;

    /// What of the model the format has no place for, a line each.
    List<String> leftOut(ImageTextModel model);

    /// What whoever uses the files must know so as not to get wrong figures, a line each.
    List<String> warnings(ImageTextModel model);

    /// Runs the files outside libtorch and holds them against the model; empty where nothing here can run them.
    List<EncoderDifference> compare(ImageTextModel model, Path directory);
}
