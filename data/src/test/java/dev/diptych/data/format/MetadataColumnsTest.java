package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns that `?metadata=` keeps.
class MetadataColumnsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Files.writeString(folder.resolve("a.ppm"), "P6 1 1 255\nabc");
        Files.writeString(folder.resolve("b.ppm"), "P6 1 1 255\nabd");
    }

    private Path table(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static Pairs read(Path file, String options) {
        return DataSets.read(file + options).pairs();
    }

    @Test
    void areKeptOfTheFirstRowOfAnImage() throws IOException {
        Path file = table("image,caption,price,category\na.ppm,one,3.5,shoe\na.ppm,two,4,boot\nb.ppm,three, ,hat\n");
        Pairs pairs = read(file, "?metadata=category,price");
        assertEquals(List.of("category", "price"), pairs.metadataNames());
        assertEquals(
                List.of("category", "price"),
                List.copyOf(pairs.image(0).metadata().keySet()));
        assertEquals(Map.of("category", "shoe", "price", "3.5"), pairs.image(0).metadata());
        assertEquals(Map.of("category", "hat"), pairs.image(1).metadata());
        assertEquals(
                Map.of("category", "hat"), pairs.select(new int[] {1}).image(0).metadata());
        assertEquals(
                List.of("one", "two", "three"),
                pairs.captions().stream().map(each -> each.text()).toList());
        assertNotEquals(read(file, "").digest(), pairs.digest());
        assertEquals(List.of(), read(file, "").metadataNames());
    }

    @Test
    void areReadFromJson() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), """
                {"image": "a.ppm", "caption": "one", "price": 3.5, "new": true, "tags": ["x"]}
                {"image": "b.ppm", "caption": "two", "price": null}
                """);
        Pairs pairs = read(file, "?metadata=price,new,tags");
        assertEquals(
                Map.of("price", "3.5", "new", "true", "tags", "[\"x\"]"),
                pairs.image(0).metadata());
        assertEquals(Map.of(), pairs.image(1).metadata());
    }

    @Test
    void unknownColumnsAndFormatsWithoutThemAreNamed() throws IOException {
        Path file = table("image,caption\na.ppm,one\nb.ppm,two\n");
        String unknown = String.valueOf(assertThrows(InvalidInputException.class, () -> read(file, "?metadata=price"))
                .getMessage());
        assertTrue(unknown.contains("there is no column \"price\""), unknown);
        Files.writeString(folder.resolve("a.txt"), "one");
        Files.writeString(folder.resolve("b.txt"), "two");
        Files.delete(file);
        String none = String.valueOf(assertThrows(InvalidInputException.class, () -> read(folder, "?metadata=price"))
                .getMessage());
        assertTrue(none.contains("it has no values of metadata=price"), none);
    }
}
