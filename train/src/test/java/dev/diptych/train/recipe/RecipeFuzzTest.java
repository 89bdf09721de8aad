package dev.diptych.train.recipe;

import dev.diptych.base.InvalidInputException;
import dev.diptych.testing.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damaged recipes are read or refused in one line.
class RecipeFuzzTest {

    @Test
    void recipes() throws Exception {
        byte[] whole = RecipeWriter.write(Recipe.defaults()).getBytes(StandardCharsets.UTF_8);
        byte[] few = "data: {scenes: {train: 30}}\ntrain: {epochs: 3, batch: 8}\n".getBytes(StandardCharsets.UTF_8);
        Fuzzer.fuzz("recipe", 1, List.of(whole, few), bytes -> {
            try {
                RecipeReader.read("damaged.yaml", new String(bytes, StandardCharsets.UTF_8), List.of());
                return true;
            } catch (InvalidInputException refused) {
                Fuzzer.requireOneLine(refused);
                return false;
            }
        });
    }
}
