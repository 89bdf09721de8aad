package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.ModelFamilies;
import dev.diptych.base.internal.SentenceModules;
import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.JsonPart;
import dev.diptych.text.internal.SpecialTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Detects the kind of tokenizer in a directory.
final class TokenizerFiles {

    private enum Kind {
        BERT,
        CLIP,
        ROBERTA
    }

    /// Files of SentencePiece, which is not supported.
    private static final List<String> SENTENCE_PIECE = List.of("sentencepiece.bpe.model", "spiece.model");

    private TokenizerFiles() {}

    static Tokenizer read(Path directoryOrFile) {
        Path path = located(directoryOrFile);
        return switch (kind(path)) {
            case BERT -> BertTokenizer.read(path);
            case CLIP -> ClipTokenizer.read(path);
            case ROBERTA -> RobertaTokenizer.read(path);
        };
    }

    // The tokenizer may be in the folder of the encoder.
    private static Path located(Path path) {
        boolean own = Stream.of(TokenizerJson.FILE, VocabularyText.FILE, BytePairFiles.VOCABULARY)
                .anyMatch(name -> Files.exists(path.resolve(name)));
        return own || !Files.isDirectory(path) ? path : SentenceModules.encoder(path);
    }

    private static Kind kind(Path path) {
        Path json = Files.isDirectory(path) ? path.resolve(TokenizerJson.FILE) : path;
        if (json.toString().endsWith(".json") && Files.exists(json)) {
            return kindOfModel(JsonPart.read(json).at("model"), json.resolveSibling(""));
        }
        if (Files.exists(path.resolve(VocabularyText.FILE))) {
            return Kind.BERT;
        }
        if (Files.exists(path.resolve(BytePairFiles.VOCABULARY))) {
            return kindOfBytePairs(path);
        }
        requireSupportedModel(path);
        for (String name : SENTENCE_PIECE) {
            if (Files.exists(path.resolve(name))) {
                throw new InvalidInputException(
                        path.resolve(name)
                                + ": is a tokenizer of SentencePiece, which is not supported; use a BERT, RoBERTa or CLIP model");
            }
        }
        return Kind.BERT;
    }

    // A model of another family has another tokenizer, or none that is known here.
    private static void requireSupportedModel(Path directory) {
        Path file = directory.resolve("config.json");
        if (Files.exists(file)) {
            JsonPart type = JsonPart.read(file).at("model_type");
            String refusal = type.node().isString() ? ModelFamilies.refusal(type.string()) : null;
            if (refusal != null) {
                throw new InvalidInputException(file + ": " + refusal);
            }
        }
    }

    private static Kind kindOfModel(JsonPart model, Path directory) {
        JsonPart type = model.at("type");
        if (type.node().isString() && type.string().equals("Unigram")) {
            requireSupportedModel(directory);
        }
        if (type.node().isString() && type.string().equals("Unigram")) {
            throw type.wrong("should be \"WordPiece\" or \"BPE\" (SentencePiece's tokenizers are not supported)");
        }
        if (!model.has("merges")) {
            return Kind.BERT;
        }
        JsonPart suffix = model.at("end_of_word_suffix");
        return suffix.node().isString() && suffix.string().equals(BytePairs.WORD_END) ? Kind.CLIP : Kind.ROBERTA;
    }

    // Both have the same files: they are distinguished by the class or, if it is not specified, by the first
    // special token.
    private static Kind kindOfBytePairs(Path directory) {
        Path file = directory.resolve(TokenizerConfig.FILE);
        if (Files.exists(file)) {
            JsonPart name = JsonPart.read(file).at("tokenizer_class");
            if (name.node().isString() && RobertaTokenizerConfig.isRoberta(name.string())) {
                return Kind.ROBERTA;
            }
            if (name.node().isString() && ClipTokenizerConfig.isClip(name.string())) {
                return Kind.CLIP;
            }
        }
        JsonPart vocabulary = JsonPart.read(directory.resolve(BytePairFiles.VOCABULARY));
        boolean roberta = vocabulary.has(SpecialTokens.ROBERTA.start()) && !vocabulary.has(ClipSettings.START);
        return roberta ? Kind.ROBERTA : Kind.CLIP;
    }
}
