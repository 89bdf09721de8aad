package dev.diptych.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Byte-pair vocabularies in the form of Hugging Face's `vocab.json` and `merges.txt`.
public final class ClipVocabularies {

    private static final int MERGES = 49_152 - 256 - 2;

    private ClipVocabularies() {}

    /// The 256 bytes, the same at a word's end, these merges joined, and the two special tokens, in OpenAI's
    /// order.
    public static void write(Path directory, List<String> merges) throws IOException {
        List<String> symbols = ByteTable.symbols();
        ObjectNode vocabulary = JsonMapper.shared().createObjectNode();
        symbols.forEach(symbol -> vocabulary.put(symbol, vocabulary.size()));
        symbols.forEach(symbol -> vocabulary.put(symbol + "</w>", vocabulary.size()));
        merges.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
        vocabulary.put("<|startoftext|>", vocabulary.size());
        vocabulary.put("<|endoftext|>", vocabulary.size());
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("vocab.json"), vocabulary.toString());
        Files.writeString(directory.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", merges) + "\n");
    }

    /// OpenAI's own, from its `bpe_simple_vocab_16e6.txt.gz`.
    public static void writeOpenAi(Path directory, Path packed) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(packed)), StandardCharsets.UTF_8))) {
            write(directory, reader.lines().skip(1).limit(MERGES).toList());
        }
    }
}
