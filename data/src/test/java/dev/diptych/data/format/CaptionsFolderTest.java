package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionsFolderTest {

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void makeImages() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/a.png"), new byte[] {1});
        Files.write(folder.resolve("images/b.png"), new byte[] {2});
    }

    @Test
    void readsRowsInOrderAndNumbersImagesAsTheyOccur() throws IOException {
        write(
                "captions.csv",
                "image,caption\nimages/b.png,one\nimages/a.png,\"two, too\"\n./images/b.png,\"a \"\"b\"\"\"\n");
        Pairs pairs = CaptionsFolder.read(folder);
        assertEquals(
                List.of("images/b.png", "images/a.png"),
                pairs.images().stream().map(ImageItem::name).toList());
        assertEquals(
                List.of(new Caption(0, "one"), new Caption(1, "two, too"), new Caption(0, "a \"b\"")),
                pairs.captions());
    }

    @Test
    void takesAByteOrderMarkWindowsLineEndsAndColumnsInAnyOrder() throws IOException {
        write("captions.csv", "\uFEFF\"caption\",split,image\r\n猫,train,images/a.png\r\nÄ dog,train,images/b.png\r\n");
        assertEquals(
                List.of(new Caption(0, "猫"), new Caption(1, "Ä dog")),
                CaptionsFolder.read(folder).captions());
    }

    @Test
    void readsSwappedCaptions() throws IOException {
        write("captions.csv", "image,caption\nimages/a.png,a red dog\n");
        write("swapped.csv", "image,caption,negative,kind\nimages/a.png,a red dog,a blue dog,attribute\n");
        assertEquals(
                List.of(new SwappedCaption(0, "a red dog", "a blue dog", "attribute")),
                CaptionsFolder.read(folder).swapped());
        write("swapped.csv", "image,caption,negative,kind\nimages/b.png,a red dog,a blue dog,attribute\n");
        assertError("swapped.csv:2: image \"images/b.png\" has no caption in captions.csv");
    }

    @Test
    void aMissingFolderFileOrColumnIsNamed() throws IOException {
        InvalidInputException missing =
                assertThrows(InvalidInputException.class, () -> CaptionsFolder.read(folder.resolve("none")));
        assertTrue(String.valueOf(missing.getMessage()).contains("none is not a folder"), missing.getMessage());
        assertError("captions.csv is missing");
        write("captions.csv", "");
        assertError("captions.csv is empty");
        write("captions.csv", "image,words\nimages/a.png,x\n");
        assertError("captions.csv:1: cannot detect the column of the caption");
        write("captions.csv", "image,caption\n");
        assertError("it has no image with a caption");
    }

    @Test
    void aWrongRowIsNamedByItsLine() throws IOException {
        String good = "image,caption\nimages/a.png,\"two\nlines\"\n\n"; // the next row is on line 5
        write("captions.csv", good + "images/a.png,  \n");
        assertError("captions.csv:5: it has no caption");
        write("captions.csv", good + ",x\n");
        assertError("captions.csv:5: it has no image");
        write("captions.csv", good + "images/c.png,x\n");
        assertError("captions.csv:5: image \"images/c.png\" does not exist");
        write("captions.csv", good + "../a.png,x\n");
        assertError("captions.csv:5: image \"../a.png\" is outside the folder");
        write("captions.csv", good + "images/a.png,a dog, running\n");
        assertError("captions.csv:5: it has 3 fields where the header has 2");
        write("captions.csv", good + "images/a.png,\"a dog running\n");
        assertError("captions.csv:5: a double quote is not closed");
    }

    @Test
    void textThatIsNotUtf8IsAnError() throws IOException {
        Files.write(
                folder.resolve("captions.csv"),
                "image,caption\nimages/a.png,Ä\n".getBytes(StandardCharsets.ISO_8859_1));
        assertError("captions.csv:2: it is not UTF-8");
    }

    @Test
    void readsFlickr8k() {
        Pairs pairs = CaptionsFolder.read(SharedFiles.require("data/flickr8k_dev_96"));
        assertEquals(1000, pairs.images().size());
        assertEquals(5000, pairs.captions().size());
        assertEquals("A child and a woman are at waters edge in a big city .", pairs.text(0));
        assertEquals("images/1022454332_6af2c1449a.jpg", pairs.image(0).name());
        assertTrue(pairs.captions().stream().allMatch(caption -> pairs.captionCountOf(caption.image()) == 5));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void assertError(String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> CaptionsFolder.read(folder))
                .getMessage());
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
