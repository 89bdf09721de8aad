package dev.diptych.image.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pillow's own unusual, broken and hostile images: decoded to the same size if Pillow decodes them, and rejected if
/// Pillow rejects them.
class PillowRobustnessTest {

    @Test
    void filesAreReadOrRefusedAsPillowDoes() throws IOException {
        Path directory = SharedFiles.require("data/pillow_robustness");
        List<String> differences = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve("manifest.csv"))) {
            for (NamedCsvRecord row : rows) {
                String name = row.getField("image");
                boolean expected = row.getField("pillow9_result").equals("ok");
                try {
                    RgbImage image = ImageDecoder.decode(directory.resolve(name));
                    String size = image.width() + " x " + image.height();
                    if (!expected || !size.equals(row.getField("w") + " x " + row.getField("h"))) {
                        differences.add(name + " was read as " + size);
                    }
                } catch (UnreadableImageException e) {
                    if (expected) {
                        differences.add(name + " was rejected: " + e.reason());
                    }
                }
            }
        }
        assertEquals(List.of(), differences);
    }
}
