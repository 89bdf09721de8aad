package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.data.LabelledImages;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderIsAClassNamedAfterIt() throws IOException {
        image("sea_horse/b.jpg");
        image("sea_horse/a.jpg");
        image("ant/c.jpg");
        image("ant/.hidden");
        assertTrue(ClassFolder.holdsClasses(folder));
        LabelledImages labelled = ClassFolder.read(folder);
        assertEquals(List.of("ant", "sea horse"), labelled.classes());
        assertEquals(
                List.of("ant/c.jpg", "sea_horse/a.jpg", "sea_horse/b.jpg"),
                labelled.images().stream().map(ImageItem::name).toList());
        assertArrayEquals(new int[] {0, 1, 1}, labelled.labels());
        assertEquals(3, labelled.pairs().images().size());
    }

    @Test
    void aTableNamesTheClassOfEachImage() throws IOException {
        image("a.jpg");
        image("b.jpg");
        image("c.jpg");
        write("class,image\ndog,b.jpg\n\"cat, wild\",a.jpg\ndog,c.jpg\n");
        LabelledImages labelled = ClassFolder.read(folder);
        assertEquals(List.of("dog", "cat, wild"), labelled.classes());
        assertArrayEquals(new int[] {0, 1, 0}, labelled.labels());
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertError("has neither classes.csv");
        image("ant/c.jpg");
        assertError("has one class, \"ant\"");
        Files.createDirectory(folder.resolve("bee"));
        assertError("bee has no image");
        image("bee/c.jpg");
        image("sea_horse/c.jpg");
        image("sea horse/c.jpg");
        assertError("two folders denote the class \"sea horse\"");
        write("image,class\nant/c.jpg,ant\nant/c.jpg,bee\n");
        assertError("classes.csv:3: image \"ant/c.jpg\" has a class already");
        write("image,class\nant/c.jpg,\n");
        assertError("classes.csv:2: the class is empty");
        write("image,class\nant/d.jpg,ant\n");
        assertError("classes.csv:2: image \"ant/d.jpg\" does not exist");
        write("image,class\n");
        assertError("no rows");
        write("image,label\nant/c.jpg,ant\n");
        assertError("no column \"class\"");
    }

    @Test
    void aFolderOfCaptionsHoldsNoClasses() throws IOException {
        image("images/a.jpg");
        Files.writeString(folder.resolve("captions.csv"), "image,caption\nimages/a.jpg,a dog\n");
        assertFalse(ClassFolder.holdsClasses(folder));
        assertFalse(ClassFolder.holdsClasses(folder.resolve("nowhere")));
    }

    @Test
    void readsCaltech() {
        Path caltech = SharedFiles.require("data/caltech101_4x101/101_ObjectCategories");
        LabelledImages labelled = ClassFolder.read(caltech);
        assertEquals(101, labelled.classes().size());
        assertEquals(404, labelled.images().size());
        assertTrue(labelled.classes().contains("dollar bill"));
    }

    private void image(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }

    private void write(String table) throws IOException {
        Files.writeString(folder.resolve("classes.csv"), table);
    }

    private void assertError(String part) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> ClassFolder.read(folder))
                .getMessage());
        assertTrue(message.contains(part), message);
    }
}
