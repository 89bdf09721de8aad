package dev.diptych.text;

import dev.diptych.text.BertNormalization.Accents;
import dev.diptych.text.internal.WordPieceTrie;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a tokenizer's files in Hugging Face format. The bytes depend only on the settings.
final class BertTokenizerWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private BertTokenizerWriter() {}

    static void write(BertSettings settings, Path directory) {
        TokenizerWriting.write(directory, () -> {
            StringBuilder lines = new StringBuilder();
            settings.vocabulary().pieces().forEach(piece -> lines.append(piece).append('\n'));
            Files.writeString(directory.resolve(VocabularyText.FILE), lines);
            Files.write(directory.resolve(TokenizerJson.FILE), TokenizerWriting.bytes(tokenizerJson(settings)));
            Files.write(directory.resolve(TokenizerConfig.FILE), TokenizerWriting.bytes(config(settings)));
        });
    }

    private static ObjectNode tokenizerJson(BertSettings settings) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        TokenizerWriting.putAddedTokens(root, settings.vocabulary());
        BertNormalization normalization = settings.normalization();
        ObjectNode normalizer = root.putObject("normalizer");
        normalizer.put("type", "BertNormalizer");
        normalizer.put("clean_text", normalization.cleanText());
        normalizer.put("handle_chinese_chars", normalization.spaceChinese());
        putAccents(normalizer, normalization.accents());
        normalizer.put("lowercase", normalization.lowerCase());
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        putTemplate(root.putObject("post_processor"), settings);
        root.putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", WordPieceTrie.CONTINUATION)
                .put("cleanup", true);
        ObjectNode model = root.putObject("model");
        model.put("type", "WordPiece");
        model.put("unk_token", settings.special().unknown());
        model.put("continuing_subword_prefix", WordPieceTrie.CONTINUATION);
        model.put("max_input_chars_per_word", settings.wordLimit());
        ObjectNode vocab = model.putObject("vocab");
        for (String piece : settings.vocabulary().pieces()) {
            vocab.put(piece, vocab.size());
        }
        return root;
    }

    private static void putTemplate(ObjectNode processor, BertSettings settings) {
        String start = settings.special().start();
        String end = settings.special().end();
        processor.put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        for (ArrayNode template : new ArrayNode[] {single, pair}) {
            putPart(template, "SpecialToken", start, 0);
            putPart(template, "Sequence", "A", 0);
            putPart(template, "SpecialToken", end, 0);
        }
        putPart(pair, "Sequence", "B", 1);
        putPart(pair, "SpecialToken", end, 1);
        ObjectNode tokens = processor.putObject("special_tokens");
        for (String token : new String[] {start, end}) {
            ObjectNode entry = tokens.putObject(token);
            entry.put("id", token);
            entry.putArray("ids").add(settings.vocabulary().id(token).orElseThrow());
            entry.putArray("tokens").add(token);
        }
    }

    private static void putPart(ArrayNode template, String kind, String id, int typeId) {
        template.addObject().putObject(kind).put("id", id).put("type_id", typeId);
    }

    private static ObjectNode config(BertSettings settings) {
        ObjectNode config = MAPPER.createObjectNode();
        TokenizerWriting.putAddedTokensById(config, settings.vocabulary());
        BertNormalization normalization = settings.normalization();
        if (!normalization.cleanText()) {
            config.put("clean_text", false); // true is the default, and not every reader knows the key
        }
        config.put("clean_up_tokenization_spaces", true);
        config.put("cls_token", settings.special().start());
        config.put("do_lower_case", normalization.lowerCase());
        config.put("mask_token", settings.special().mask());
        if (settings.wordLimit() != BertSettings.WORD_LIMIT) {
            config.put("max_input_chars_per_word", settings.wordLimit());
        }
        settings.modelMaximumLength().ifPresent(length -> config.put("model_max_length", length));
        config.put("pad_token", settings.special().padding());
        config.put("sep_token", settings.special().end());
        putAccents(config, normalization.accents());
        config.put("tokenize_chinese_chars", normalization.spaceChinese());
        config.put("tokenizer_class", "BertTokenizer");
        config.put("unk_token", settings.special().unknown());
        return config;
    }

    private static void putAccents(ObjectNode node, Accents accents) {
        switch (accents) {
            case FOLLOW_LOWER_CASE -> node.putNull("strip_accents");
            case DROPPED -> node.put("strip_accents", true);
            case KEPT -> node.put("strip_accents", false);
        }
    }
}
