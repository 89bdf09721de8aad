package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.RatedPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HumanRatingsFileTest {

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void makeImages() throws IOException {
        Files.write(folder.resolve("a.png"), new byte[] {1});
        Files.write(folder.resolve("b.png"), new byte[] {2});
    }

    @Test
    void everyFurtherColumnIsAScore() throws IOException {
        write("image,expert1,caption,expert2\na.png,1,a dog,2.5\nb.png,4,a dog,-1\na.png,3,a cat,1e1\n");
        RatedPairs judged = HumanRatingsFile.read(folder);
        assertEquals(List.of("expert1", "expert2"), judged.scoreNames());
        assertEquals(
                List.of(new Caption(0, "a dog"), new Caption(1, "a dog"), new Caption(0, "a cat")),
                judged.pairs().captions());
        assertArrayEquals(new double[] {1, 2.5}, judged.scores()[0]);
        assertArrayEquals(new double[] {3, 10}, judged.scores()[2]);
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertError("judgements.csv is missing");
        write("image,caption\na.png,a dog\n");
        assertError("judgements.csv:1: there is no column of scores");
        write("image,caption,my score\na.png,a dog,1\n");
        assertError("invalid score name \"my score\"");
        write("image,caption,s,s\na.png,a dog,1,2\n");
        assertError("two columns \"s\"");
        write("image,caption,s\na.png,a dog,1\n");
        assertError("1 rows below its header");
        write("image,caption,s\na.png,a dog,1\nc.png,a dog,2\n");
        assertError("judgements.csv:3: image \"c.png\" does not exist");
        write("image,caption,s\na.png,a dog,1\nb.png,a dog,good\n");
        assertError("judgements.csv:3: the s is \"good\", not a number");
        write("image,caption,s\na.png,a dog,1\nb.png,a dog,NaN\n");
        assertError("judgements.csv:3: the s is \"NaN\", not a number");
        write("image,caption,s\na.png, ,1\nb.png,a dog,2\n");
        assertError("judgements.csv:2: the caption is empty");
        write("image,text,s\na.png,a dog,1\n");
        assertError("no column \"caption\"");
        write("");
        assertError("is empty");
    }

    private void write(String table) throws IOException {
        Files.writeString(folder.resolve("judgements.csv"), table);
    }

    private void assertError(String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> HumanRatingsFile.read(folder))
                .getMessage());
        assertTrue(message.contains(part), message);
    }
}
