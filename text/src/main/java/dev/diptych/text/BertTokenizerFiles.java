package dev.diptych.text;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Selects the files of a tokenizer.
final class BertTokenizerFiles {

    private BertTokenizerFiles() {}

    static BertSettings read(Path directoryOrFile) {
        if (!Files.exists(directoryOrFile)) {
            throw new InvalidInputException(
                    "%s: no such file or directory; give a directory with tokenizer.json or vocab.txt"
                            .formatted(directoryOrFile));
        }
        if (!Files.isDirectory(directoryOrFile)) {
            Path directory = directoryOrFile.toAbsolutePath().getParent();
            return readFile(directoryOrFile, TokenizerConfig.read(directory == null ? directoryOrFile : directory));
        }
        for (String name : new String[] {TokenizerJson.FILE, VocabularyText.FILE}) {
            if (Files.exists(directoryOrFile.resolve(name))) {
                return readFile(directoryOrFile.resolve(name), TokenizerConfig.read(directoryOrFile));
            }
        }
        throw new InvalidInputException(
                ("%s: contains no tokenizer, neither tokenizer.json, nor vocab.txt, nor vocab.json with merges.txt; copy there"
                                + " that of the model (open_clip's own is CLIP's, for example of openai/clip-vit-base-patch32)")
                        .formatted(directoryOrFile));
    }

    private static BertSettings readFile(Path file, TokenizerConfig config) {
        return file.toString().endsWith(".json") ? TokenizerJson.read(file, config) : VocabularyText.read(file, config);
    }
}
