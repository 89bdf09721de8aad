package dev.diptych.langchain4j;

import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The golden model with a vocabulary of letters and digits, so that different words have different embeddings.
final class LetterModel {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-";

    private LetterModel() {}

    static Path write(Path folder) throws IOException {
        Path model = GoldenModel.write(folder, 9, 91);
        List<String> vocabulary = Files.readAllLines(model.resolve("vocab.txt"));
        int next = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!vocabulary.get(id).startsWith("[") && next < 2 * LETTERS.length()) {
                String letter = LETTERS.substring(next / 2, next / 2 + 1);
                vocabulary.set(id, next % 2 == 0 ? letter : "##" + letter);
                next++;
            }
        }
        Files.write(model.resolve("vocab.txt"), vocabulary);
        return model;
    }
}
