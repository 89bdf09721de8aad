package dev.diptych.text;

import java.nio.file.Files;
import java.nio.file.Path;

/// Finds out which kind of tokenizer lies in a directory.
final class TokenizerFiles {

    private TokenizerFiles() {}

    static Tokenizer read(Path directoryOrFile) {
        return isBytePair(directoryOrFile) ? ClipTokenizer.read(directoryOrFile) : BertTokenizer.read(directoryOrFile);
    }

    private static boolean isBytePair(Path path) {
        Path json = Files.isDirectory(path) ? path.resolve(TokenizerJson.FILE) : path;
        if (json.toString().endsWith(".json") && Files.exists(json)) {
            return JsonPart.read(json).at("model").has("merges");
        }
        return Files.exists(path.resolve(ClipTokenizerFiles.VOCABULARY))
                && !Files.exists(path.resolve(VocabularyText.FILE));
    }
}
