package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DataCommandTest {

    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    @TempDir
    private Path folder;

    @Test
    void tellsCountsBrokenItemsAndRowsLeftOut() throws Exception {
        Files.write(folder.resolve("1.png"), PIXEL);
        Files.writeString(folder.resolve("2.png"), "no image");
        Path table = Files.writeString(
                folder.resolve("shop.tsv"), "photo\twords\n1.png\ta dog\n2.png\ta dog\n1.png\ta red dog\n\tx\n");
        Path sheet = folder.resolve("sheet.png");
        String data = "csv:" + table + "?image=photo&caption=words";
        var result = CommandInProcess.diptych("data", data, "--json", "--contact-sheet", sheet.toString());
        assertEquals(0, result.status(), result.err());
        JsonNode survey = JsonMapper.shared().readTree(result.out());
        assertEquals("csv", survey.at("/format").stringValue());
        assertEquals(2, survey.at("/images/count").intValue());
        assertEquals(3, survey.at("/captions/count").intValue());
        assertEquals(2, survey.at("/captions/of_several_images").intValue());
        assertEquals("2.png", survey.at("/images/broken/0/image").stringValue());
        assertEquals(table + ":5", survey.at("/left_out/0/place").stringValue());
        assertTrue(Files.size(sheet) > 100);

        var text = CommandInProcess.diptych("data", data);
        assertEquals(0, text.status(), text.err());
        assertTrue(text.out().contains("images               2\n  decoded            1\n  broken             1\n"));
        assertTrue(text.out().contains("captions             3\n"), text.out());
        assertTrue(text.out().contains("  2.png: not a JPEG"), text.out());
    }

    @Test
    void aFormatThatDoesNotExistIsOneLine() throws Exception {
        var result = CommandInProcess.diptych("data", "kokko:" + folder);
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err()
                .contains("unknown format \"kokko\"; the formats are captions, webdataset, sidecar, parquet"));
        String help = CommandInProcess.diptych("data", "--help").out().replaceAll("\\s+", " ");
        assertTrue(help.contains("webdataset, sidecar, parquet"), help);
    }
}
