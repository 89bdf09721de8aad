package dev.diptych.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Byte-level vocabularies written as Hugging Face's `vocab.json` and `merges.txt`.
public final class RobertaVocabularies {

    private RobertaVocabularies() {}

    /// `<s> <pad> </s> <unk>`, the 256 bytes in the order of OpenAI's table, the results of these merges, and
    /// `<mask>`.
    public static void write(Path directory, List<String> merges) throws IOException {
        ObjectNode vocabulary = JsonMapper.shared().createObjectNode();
        List.of("<s>", "<pad>", "</s>", "<unk>").forEach(token -> vocabulary.put(token, vocabulary.size()));
        ByteTable.symbols().forEach(symbol -> vocabulary.put(symbol, vocabulary.size()));
        merges.forEach(merge -> {
            String piece = merge.replace(" ", "");
            if (!vocabulary.has(piece)) {
                vocabulary.put(piece, vocabulary.size());
            }
        });
        vocabulary.put("<mask>", vocabulary.size());
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("vocab.json"), vocabulary.toString());
        Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", merges) + "\n");
    }
}
