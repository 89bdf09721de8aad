package dev.diptych.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            objective.temperature=0.05:0.5:4      | 0.05;0.2;0.35;0.5
            train.batch=16:64:4                   | 16;32;48;64
            train.learning_rate=1e-5:1e-2:4:log   | 0.00001;0.0001;0.001;0.01
            train.batch=16:256:5:log              | 16;32;64;128;256
            objective.temperature=0.05:0.05:1     | 0.05
            objective.temperature=0.05, 0.1,0.2   | 0.05;0.1;0.2
            train.trainable.vision=frozen,last 1  | frozen;last 1
            train.betas=[0.9, 0.98],[0.8, 0.9]    | [0.9, 0.98];[0.8, 0.9]
            train.clip_norm=null,1                | null;1
            data.captions_per_image=one           | one
            """)
    void valuesAreEvenlySpreadOrAsListed(String text, String expected) {
        assertEquals(List.of(expected.split(";")), Grid.parse(text, false).all());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            objective.temperature                 | write KEY=
            objective.temperature=                | the grid is empty
            objective.temperature=0.05:0.5:0      | the grid is empty
            objective.temperature=0.1,,0.2        | between two commas
            objective.temperature=0.1,0.1         | duplicate value
            objective.temperature=0.05:0.5        | number of values
            objective.temperature=0.5:0.05:8      | lower to a higher
            objective.temperature=0.05:0.5:1      | a range requires
            objective.temperature=0:0.5:8:log     | above 0
            objective.temperature=0.05:0.5:8:lin  | expected a range
            objective.temperature=0.05:e:8        | "e" is not a number
            objective.temperature=0.05:0.5:x      | "x"
            seed=0,1                              | --seeds
            data.validation=a,b                   | the same for all
            data.scenes.size=16,32                | the same for all
            validation.metric=a,b                 | the same for all
            """)
    void aGridThatIsWrongOrEmptyIsRefusedInOneLine(String text, String part) {
        var refusal = assertThrows(InvalidInputException.class, () -> Grid.parse(text, false));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("--grid " + text) && message.contains(part), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aRangeForRandomDrawsNeedsNoCount() {
        assertEquals(
                new Grid.Values.Range(0.01, 1, 0, true),
                Grid.parse("objective.temperature=0.01:1:log", true).values());
    }

    @ParameterizedTest
    @CsvSource({"2,1,10,1;2;4;8;10", "3,2,10,2;6;10", "2,1,1,1", "4,10,10,10", "2,20,10,10"})
    void rungsGrowByTheFactorUpToTheLastEpoch(int factor, int first, int epochs, String expected) {
        assertEquals(
                List.of(expected.split(";")),
                new Halving(factor, first)
                        .rungs(epochs).stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x   | whole numbers
            1   | the factor must be at least 2
            2:0 | the number of epochs must be at least 1
            """)
    void aWrongHalvingIsRefused(String text, String part) {
        var refusal = assertThrows(InvalidInputException.class, () -> Halving.parse(text));
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
    }
}
