package dev.diptych.data.internal.table;

import dev.diptych.data.DataOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Texts of a sample that consists of several files with the same name and different extensions, in a shard or folder.
///
/// The captions are those with the extension `txt` (`a.txt`, `a.0.txt`, `a.caption`), or a key of `json`.
public final class SampleTexts {

    private static final List<String> TEXTS = List.of("txt", "text", "caption", "cap");
    private static final String JSON = "json";
    private static final int LARGEST = 1 << 20;

    /// File of a sample.
    public interface Part {

        /// Everything after the name of the sample and a dot, in lower case.
        String extension();

        long size();

        byte[] bytes() throws IOException;
    }

    private final List<? extends Part> parts;
    private final DataOptions options;
    private final @Nullable JsonNode json;

    private SampleTexts(List<? extends Part> parts, DataOptions options, @Nullable JsonNode json) {
        this.parts = parts;
        this.options = options;
        this.json = json;
    }

    /// @throws UnusableRow if its JSON is invalid and it has no other text
    public static SampleTexts of(List<? extends Part> parts, DataOptions options) throws IOException, UnusableRow {
        try {
            for (Part part : parts) {
                if (part.extension().equals(JSON)) {
                    return new SampleTexts(parts, options, JsonFile.object(bytes(part)));
                }
            }
        } catch (UnusableRow e) {
            if (options.split() != null || parts.stream().noneMatch(part -> isText(part.extension(), options))) {
                throw e;
            }
        }
        return new SampleTexts(parts, options, null);
    }

    /// Whether a file with this extension holds a caption, or may hold one among other values.
    public static boolean mayHoldCaption(String extension) {
        return isText(extension) || isJson(extension);
    }

    public static boolean isJson(String extension) {
        return extension.equals(JSON);
    }

    /// The split that the JSON names; null if there is none.
    public @Nullable String split() {
        JsonNode split = json == null
                ? null
                : json.path(options.splitColumn() == null ? TableColumns.SPLIT : options.splitColumn());
        return split != null && split.isString() ? split.stringValue() : null;
    }

    /// @throws UnusableRow if a text is no text
    public List<String> captions() throws IOException, UnusableRow {
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            if (isText(part.extension(), options)) {
                texts.add(text(part));
            }
        }
        if (!texts.isEmpty() || json == null) {
            return texts;
        }
        List<String> columns =
                options.caption().isEmpty() ? TableColumns.knownCaptions(JsonFile.keys(json)) : options.caption();
        for (String column : columns) {
            texts.addAll(JsonFile.texts(json, column)
                    .orElseThrow(
                            () -> new UnusableRow("\"%s\" should be a string or a list of strings".formatted(column))));
        }
        return texts;
    }

    private static boolean isText(String extension, DataOptions options) {
        return options.caption().isEmpty()
                ? isText(extension)
                : options.caption().stream()
                        .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(extension));
    }

    private static boolean isText(String extension) {
        return TEXTS.contains(extension.substring(extension.lastIndexOf('.') + 1));
    }

    private static String text(Part part) throws IOException, UnusableRow {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(part)))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new UnusableRow("its %s is not UTF-8; save it as UTF-8".formatted(part.extension()), e);
        }
    }

    private static byte[] bytes(Part part) throws IOException, UnusableRow {
        if (part.size() > LARGEST) {
            throw new UnusableRow("its %s of %d bytes exceeds the limit of %d bytes for a text"
                    .formatted(part.extension(), part.size(), LARGEST));
        }
        return part.bytes();
    }
}
