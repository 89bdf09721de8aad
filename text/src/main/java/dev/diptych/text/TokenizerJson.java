package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.NamedTokens;
import dev.diptych.text.internal.SpecialTokens;
import dev.diptych.text.internal.Vocabulary;
import dev.diptych.text.internal.WordPieceTrie;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `tokenizer.json` of Hugging Face's fast tokenizers for BERT: a WordPiece model after BERT's normaliser, word
/// splitter and template.
///
/// Its truncation and padding are ignored: they belong to a call, not to a tokenizer.
final class TokenizerJson {

    static final String FILE = "tokenizer.json";

    private TokenizerJson() {}

    static BertSettings read(Path file, TokenizerConfig config) {
        JsonPart root = JsonPart.read(file);
        JsonPart model = root.at("model");
        requireWordPiece(model);
        requireType(root.at("pre_tokenizer"), "BertPreTokenizer");
        Vocabulary vocabulary = vocabulary(root, file, config.added(), config.named());
        SpecialTokens named = config.special();
        List<String> ends = ends(root.at("post_processor"), vocabulary);
        SpecialTokens special = new SpecialTokens(
                named.padding(), model.at("unk_token").string(), ends.get(0), ends.get(1), named.mask());
        JsonPart limit = model.at("max_input_chars_per_word");
        return new BertSettings(
                        vocabulary,
                        special,
                        config.normalization(normalization(root.at("normalizer"))),
                        wordLimit(limit),
                        config.modelMaximumLength())
                .requireSpecialTokens(file.toString());
    }

    private static int wordLimit(JsonPart limit) {
        if (limit.absent()) {
            return BertSettings.WORD_LIMIT;
        }
        if (limit.number() < 1) {
            throw limit.wrong("should be at least 1");
        }
        return limit.number();
    }

    private static void requireWordPiece(JsonPart model) {
        JsonPart type = model.at("type");
        // Old files omit the type; no other model has both a limit of characters per word and a prefix.
        boolean wordPiece = type.absent()
                ? model.has("continuing_subword_prefix") && !model.has("merges")
                : type.node().isString() && type.string().equals("WordPiece");
        if (!wordPiece) {
            throw type.wrong("should be \"WordPiece\", the model of BERT's tokenizers");
        }
        JsonPart prefix = model.at("continuing_subword_prefix");
        if (!prefix.string().equals(WordPieceTrie.CONTINUATION)) {
            throw prefix.wrong("should be \"##\"");
        }
    }

    private static void requireType(JsonPart part, String type) {
        JsonPart found = part.at("type");
        if (!found.node().isString() || !found.string().equals(type)) {
            throw found.wrong("should be \"%s\", as in BERT's tokenizers".formatted(type));
        }
    }

    private static BertNormalization normalization(JsonPart part) {
        requireType(part, "BertNormalizer");
        return new BertNormalization(
                part.at("clean_text").flagOr(true),
                part.at("handle_chinese_chars").flagOr(true),
                TokenizerConfig.accents(part.at("strip_accents")),
                part.at("lowercase").flagOr(true));
    }

    /// Reads the pieces and added tokens of any kind of model.
    ///
    /// @param listed added tokens of `tokenizer_config.json`, whose flags take precedence
    /// @param named special tokens, which are also added tokens if the vocabulary contains them
    static Vocabulary vocabulary(JsonPart root, Path file, List<AddedToken> listed, NamedTokens named) {
        Map<String, AddedToken> added = new LinkedHashMap<>();
        JsonPart addedTokens = root.at("added_tokens");
        if (!addedTokens.absent()) {
            for (JsonPart part : addedTokens.elements()) {
                AddedToken token = AddedToken.of(part.at("id").number(), part);
                added.put(token.content(), token);
            }
        }
        listed.forEach(token -> added.merge(token.content(), token, (own, flags) -> flags.withId(own.id())));
        List<String> pieces = pieces(root.at("model").at("vocab"));
        return Vocabulary.of(
                pieces,
                named.complete(pieces, added.values(), Map.of()),
                file.toString(),
                id -> "%s: model.vocab id %d".formatted(file, id));
    }

    static List<String> pieces(JsonPart vocab) {
        Map<String, JsonPart> entries = vocab.entries();
        String[] pieces = new String[entries.size()];
        entries.forEach((token, part) -> {
            int id = part.number();
            if (id < 0 || id >= pieces.length || pieces[id] != null) {
                throw part.wrong("should be a unique id below %d, so that no id is skipped".formatted(pieces.length));
            }
            pieces[id] = token;
        });
        return Arrays.asList(pieces);
    }

    /// Returns the tokens before and after a text.
    static List<String> ends(JsonPart processor, Vocabulary vocabulary) {
        JsonPart type = processor.at("type");
        List<String> ends = switch (type.node().isString() ? type.string() : "") {
            case "BertProcessing" ->
                List.of(named(processor.at("cls"), vocabulary), named(processor.at("sep"), vocabulary));
            case "TemplateProcessing" -> template(processor, vocabulary);
            default -> throw type.wrong("should be \"TemplateProcessing\" or \"BertProcessing\"");
        };
        return ends;
    }

    /// Returns the same for single texts, regardless of the template of pairs.
    static List<String> endsOfOne(JsonPart processor, Vocabulary vocabulary) {
        JsonPart type = processor.at("type");
        if (!type.node().isString() || !type.string().equals("TemplateProcessing")) {
            return ends(processor, vocabulary);
        }
        List<String> single = template(processor.at("single"));
        if (!isBetweenTokens(single)) {
            throw processor.at("single").wrong("should put one token before a text and one after it (\"<s> A </s>\")");
        }
        return List.of(token(processor, single.get(0), vocabulary), token(processor, single.get(2), vocabulary));
    }

    /// `["[CLS]", 101]`
    static String named(JsonPart part, Vocabulary vocabulary) {
        List<JsonPart> pair = part.elements();
        if (pair.size() != 2) {
            throw part.wrong("should be a token and its id");
        }
        return require(pair.get(0).string(), pair.get(1), vocabulary);
    }

    private static List<String> template(JsonPart processor, Vocabulary vocabulary) {
        List<String> single = template(processor.at("single"));
        List<String> pair = template(processor.at("pair"));
        if (!isBetweenTokens(single)
                || !pair.equals(List.of(
                        single.get(0),
                        "A:0",
                        single.get(2),
                        "B:1",
                        single.get(2).replaceFirst("0$", "1")))) {
            throw processor.wrong("should put one token before a text and one after each (\"[CLS] A [SEP] B [SEP]\")");
        }
        return List.of(token(processor, single.get(0), vocabulary), token(processor, single.get(2), vocabulary));
    }

    /// Returns the parts of a template as `token [CLS]:0` or `A:0`; the number is the type id.
    private static List<String> template(JsonPart parts) {
        return parts.elements().stream()
                .map(part -> {
                    boolean token = part.has("SpecialToken");
                    JsonPart inner = part.at(token ? "SpecialToken" : "Sequence");
                    return "%s%s:%d"
                            .formatted(
                                    token ? "token " : "",
                                    inner.at("id").string(),
                                    inner.at("type_id").number());
                })
                .toList();
    }

    private static boolean isBetweenTokens(List<String> single) {
        return single.size() == 3
                && isToken(single.get(0))
                && isToken(single.get(2))
                && single.get(1).equals("A:0");
    }

    private static boolean isToken(String part) {
        return part.startsWith("token ") && part.endsWith(":0");
    }

    private static String token(JsonPart processor, String part, Vocabulary vocabulary) {
        String name = part.substring("token ".length(), part.length() - ":0".length());
        JsonPart entry = processor.at("special_tokens").at(name);
        List<JsonPart> ids = entry.at("ids").elements();
        List<JsonPart> tokens = entry.at("tokens").elements();
        if (ids.size() != 1 || tokens.size() != 1) {
            throw entry.wrong("should represent one token");
        }
        return require(tokens.get(0).string(), ids.get(0), vocabulary);
    }

    private static String require(String token, JsonPart id, Vocabulary vocabulary) {
        int known = vocabulary.id(token).orElse(-1);
        if (known != id.number()) {
            throw id.wrong(
                    known < 0
                            ? "is the id of \"%s\", which the vocabulary lacks".formatted(token)
                            : "should be %d, the id of \"%s\" in the vocabulary".formatted(known, token));
        }
        return token;
    }
}
