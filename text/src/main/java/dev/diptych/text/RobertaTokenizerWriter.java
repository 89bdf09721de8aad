package dev.diptych.text;

import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes a RoBERTa tokenizer's files in Hugging Face format. The bytes depend only on the settings.
final class RobertaTokenizerWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private RobertaTokenizerWriter() {}

    static void write(RobertaSettings settings, Path directory) {
        TokenizerWriting.write(directory, () -> {
            BytePairFiles.write(directory, settings.vocabulary(), settings.merges());
            Files.write(directory.resolve(TokenizerJson.FILE), TokenizerWriting.bytes(tokenizerJson(settings)));
            Files.write(directory.resolve(TokenizerConfig.FILE), TokenizerWriting.bytes(config(settings)));
        });
    }

    private static ObjectNode tokenizerJson(RobertaSettings settings) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        TokenizerWriting.putAddedTokens(root, settings.vocabulary());
        root.putNull("normalizer");
        putByteLevel(root.putObject("pre_tokenizer"), settings.prefixSpace());
        ObjectNode processor = root.putObject("post_processor").put("type", "RobertaProcessing");
        TokenizerWriting.putEnds(
                processor, settings.special().start(), settings.special().end(), settings.vocabulary());
        processor.put("trim_offsets", true).put("add_prefix_space", settings.prefixSpace());
        putByteLevel(root.putObject("decoder"), true);
        ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout");
        if (settings.marksUnknown()) {
            model.put("unk_token", settings.special().unknown());
        } else {
            model.putNull("unk_token");
        }
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", "");
        model.put("fuse_unk", false);
        BytePairFiles.put(model, settings.vocabulary(), settings.merges());
        return root;
    }

    private static void putByteLevel(ObjectNode node, boolean prefixSpace) {
        node.put("type", "ByteLevel");
        node.put("add_prefix_space", prefixSpace);
        node.put("trim_offsets", true);
        node.put("use_regex", true);
    }

    private static ObjectNode config(RobertaSettings settings) {
        ObjectNode config = MAPPER.createObjectNode();
        SpecialTokens special = settings.special();
        config.put("add_prefix_space", settings.prefixSpace());
        TokenizerWriting.putAddedTokensById(config, settings.vocabulary());
        config.put("bos_token", special.start());
        config.put("clean_up_tokenization_spaces", false);
        config.put("cls_token", special.start());
        config.put("eos_token", special.end());
        config.put("mask_token", special.mask());
        settings.modelMaximumLength().ifPresent(length -> config.put("model_max_length", length));
        config.put("pad_token", special.padding());
        config.put("sep_token", special.end());
        config.put("tokenizer_class", "RobertaTokenizer");
        config.put("trim_offsets", true);
        config.put("unk_token", special.unknown());
        return config;
    }
}
