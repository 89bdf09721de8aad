package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicDirectory;
import dev.diptych.base.internal.JsonFields;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.file.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The part of a model that embeds texts, in a directory of its own: text encoder, projections,
/// logit scale, tokenizer and settings. [ModelDigest] gives it the digest of the whole model,
/// whose text embeddings it computes. [ModelDirectory#loadTextsFirst] loads it; everything that
/// needs the image encoder says that it is missing.
public final class TextEncoderCopy {

    private static final String NAME = "text-encoder.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private TextEncoderCopy() {}

    /// Whether a directory contains such a copy.
    public static boolean isAt(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    /// Writes a copy atomically; replaces an earlier one.
    ///
    /// @param digest of the whole model
    /// @throws UncheckedIOException if it cannot be written; an earlier copy is intact
    public static void write(Path directory, ImageTextModel model, String digest) {
        try (AtomicDirectory draft = AtomicDirectory.replacing(directory)) {
            Path to = draft.path();
            ModelDirectory.writeSettings(to, model);
            Safetensors.write(
                    to.resolve("model.safetensors"), model.encoder().textParameters(), Map.of("format", "pt"));
            Files.writeString(
                    to.resolve(NAME),
                    MAPPER.createObjectNode().put("model_digest", digest).toString());
            draft.publish();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    directory + ": the text encoder cannot be copied: " + failure.getMessage(), failure);
        }
    }

    /// Digest of the whole model.
    ///
    /// @throws InvalidInputException if the file that contains it is damaged
    static String digest(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            String digest =
                    new JsonFields(MAPPER.readTree(Files.readString(file)), file.toString()).text("model_digest", "");
            if (!digest.isEmpty()) {
                return digest;
            }
            throw new InvalidInputException(file + ": lacks model_digest; copy the text encoder again");
        } catch (IOException | JacksonException damaged) {
            throw new InvalidInputException(
                    file + ": cannot be read (" + damaged.getMessage() + "); copy the text encoder again", damaged);
        }
    }

    /// @throws InvalidInputException if the directory has the text encoder only
    static void requireImageEncoder(Path directory) {
        if (isAt(directory)) {
            throw new InvalidInputException(directory + ": contains the text encoder of a model only, which encodes no"
                    + " images; pass the whole model with --model");
        }
    }
}
