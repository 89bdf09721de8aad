package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.model.Trainable;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitCommandTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("mine.yaml");
    }

    private Path data() throws IOException {
        Path data = Files.createDirectory(folder.resolve("pairs"));
        StringBuilder captions = new StringBuilder("image,caption\n");
        for (int i = 0; i < 30; i++) {
            ImageIO.write(
                    new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                    "png",
                    data.resolve(i + ".png").toFile());
            captions.append(i).append(".png,picture ").append(i).append('\n');
        }
        Files.writeString(data.resolve("captions.csv"), captions);
        return data;
    }

    @Test
    void withoutATerminalItAsksNothingAndWritesACommentedRecipe() throws Exception {
        var result = CommandInProcess.diptych("init", file.toString());
        assertEquals(0, result.status(), result.err());
        String text = Files.readString(file);
        assertTrue(text.contains("  batch: 64  # images per step, at least 2\n"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 119), text);
        Recipe recipe = RecipeReader.read(file);
        assertEquals(List.of(), recipe.data().train());

        var again = CommandInProcess.diptych("init", file.toString());
        assertEquals(2, again.status());
        assertTrue(again.err().contains("--force"), again.err());
    }

    @Test
    void fitsTheDataAndTheMachine() throws Exception {
        Path data = data();
        var result = CommandInProcess.diptych(
                "init",
                file.toString(),
                "--data",
                data.toString(),
                "--vision",
                "owner/not-pulled",
                "--processors",
                "3",
                "--memory",
                "2");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("diptych pull owner/not-pulled"), result.out());
        Recipe recipe = RecipeReader.read(file);
        assertEquals(
                List.of(data.toAbsolutePath().normalize().toString()),
                recipe.data().train());
        assertEquals(3, recipe.data().workers());
        assertEquals(16, recipe.train().batch(), "27 images are left to train on");
        assertEquals(null, recipe.train().chunk(), "no chunk is as large as the batch");
        assertEquals(Path.of("owner/not-pulled"), recipe.model().vision().from());
        assertEquals(new Trainable.Last(1), recipe.train().trainable().vision());
        assertEquals(new Trainable.All(), recipe.train().trainable().text(), "a random encoder is trained");
    }

    @Test
    void littleMemoryMeansChunks() throws Exception {
        assertEquals(
                0,
                CommandInProcess.diptych("init", file.toString(), "--memory", "2")
                        .status());
        assertEquals(16, RecipeReader.read(file).train().chunk());
    }

    @Test
    void wrongAnswersAreOneLine() throws Exception {
        for (List<String> wrong : List.of(
                List.of("--data", folder.resolve("nowhere").toString()),
                List.of("--vision", "not/a/name"),
                List.of("--memory", "0"))) {
            var arguments = new ArrayList<>(List.of("init", file.toString()));
            arguments.addAll(wrong);
            var result = CommandInProcess.diptych(arguments.toArray(String[]::new));
            assertEquals(2, result.status(), result.err());
            assertEquals(1, result.errLines().size(), result.err());
        }
    }
}
