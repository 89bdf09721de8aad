package dev.diptych.data.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.text.Padding;
import dev.diptych.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionCoverageTest {

    private static final Path FIELD = Path.of("../testing/src/main/resources/field");

    private static CaptionCoverage coverage(String data, String model, int limit) {
        Pairs pairs = DataSets.readPairs(DataLocation.parse(FIELD.resolve(data).toString()), 0);
        Tokenizer tokenizer = Tokenizer.read(FIELD.resolve(model));
        return CaptionCoverage.of(pairs, new TextPreparation(tokenizer, limit, Padding.longest()));
    }

    @Test
    void captionsThatAreLongerThanTheModelTakesAreCounted() {
        CaptionCoverage cut = coverage("long-captions", "scale-100", 32);
        assertEquals(12, cut.captions());
        assertEquals(12, cut.truncated());
        assertTrue(cut.lost() >= 12, String.valueOf(cut));
        assertTrue(cut.isNotable());
        String line = cut.lines("training").getFirst();
        assertTrue(
                line.startsWith("training: 12 of 12 captions (100.0 %) are longer than the 32 tokens that the model"
                        + " reads, and are truncated; the longest has " + cut.longest() + " tokens"),
                line);
        assertFalse(line.contains("\n"));
    }

    @Test
    void wordsThatTheVocabularyLacksAreCounted() {
        CaptionCoverage chinese = coverage("unknown-words", "scale-100", 64);
        assertEquals(0, chinese.truncated());
        assertTrue(chinese.unknownShare() > 0.9, String.valueOf(chinese));
        List<String> lines = chinese.lines("validation");
        assertEquals(1, lines.size());
        assertTrue(
                lines.getFirst().contains("tokens (100.0 %) of the captions are unknown to the tokenizer"),
                lines.getFirst());
    }

    @Test
    void captionsThatAreReadWholeNeedNoLine() {
        CaptionCoverage whole = coverage("pairs/captions.csv", "scale-100", 64);
        assertEquals(List.of(), whole.lines("training"));
        assertFalse(whole.isNotable());
    }

    @Test
    void bytesAreNeverUnknown() {
        CaptionCoverage chinese = coverage("unknown-words", "added-tokens-roberta", 64);
        assertEquals(0, chinese.unknown());
    }
}
