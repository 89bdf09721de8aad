package dev.diptych.text;

import dev.diptych.text.internal.BytePairs;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a CLIP tokenizer's files in Hugging Face format. The bytes depend only on the settings.
final class ClipTokenizerWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String WORD = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private ClipTokenizerWriter() {}

    static void write(ClipSettings settings, Path directory) {
        TokenizerWriting.write(directory, () -> {
            BytePairFiles.write(directory, settings.vocabulary(), settings.merges());
            Files.write(directory.resolve(TokenizerJson.FILE), TokenizerWriting.bytes(tokenizerJson(settings)));
            Files.write(directory.resolve(TokenizerConfig.FILE), TokenizerWriting.bytes(config(settings)));
        });
    }

    private static ObjectNode tokenizerJson(ClipSettings settings) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        TokenizerWriting.putAddedTokens(root, settings.vocabulary());
        ArrayNode normalizers =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        ObjectNode spaces = normalizers.addObject().put("type", "Replace");
        spaces.putObject("pattern").put("Regex", "\\s+");
        spaces.put("content", " ");
        normalizers.addObject().put("type", "Lowercase");
        ArrayNode splits =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = splits.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", WORD);
        split.put("behavior", "Removed").put("invert", true);
        splits.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode processor = root.putObject("post_processor").put("type", "RobertaProcessing");
        TokenizerWriting.putEnds(processor, settings.start(), settings.end(), settings.vocabulary());
        processor.put("trim_offsets", false).put("add_prefix_space", false);
        root.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE").putNull("dropout");
        model.put("unk_token", settings.unknown());
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", BytePairs.WORD_END);
        model.put("fuse_unk", false);
        BytePairFiles.put(model, settings.vocabulary(), settings.merges());
        return root;
    }

    private static ObjectNode config(ClipSettings settings) {
        ObjectNode config = MAPPER.createObjectNode();
        TokenizerWriting.putAddedTokensById(config, settings.vocabulary());
        config.put("bos_token", settings.start());
        config.put("do_lower_case", true);
        config.put("eos_token", settings.end());
        settings.modelMaximumLength().ifPresent(length -> config.put("model_max_length", length));
        config.put("pad_token", settings.padding());
        config.put("tokenizer_class", "CLIPTokenizer");
        config.put("unk_token", settings.unknown());
        return config;
    }
}
