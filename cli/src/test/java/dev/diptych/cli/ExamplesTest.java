package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of `examples/` compile, run on a tiny model, and are quoted by both READMEs.
final class ExamplesTest {

    @Test
    void everyExampleCompilesWithoutWarnings(@TempDir Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> examples;
        try (Stream<Path> files = Files.list(Path.of("../examples"))) {
            examples = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        assertFalse(examples.isEmpty());
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            for (Path example : examples) {
                StringWriter output = new StringWriter();
                boolean compiled = compiler.getTask(
                                output,
                                files,
                                null,
                                List.of("-Xlint:deprecation,removal,unchecked", "-Werror", "-d", classes.toString()),
                                null,
                                files.getJavaFileObjects(example))
                        .call();
                assertEquals("", output.toString());
                assertEquals(true, compiled, example.toString());
            }
        }
    }

    @Test
    void theReadmesQuoteTheExamples() throws IOException {
        for (String name : List.of("EmbedAndScore", "TrainWithCustomLoss")) {
            String program = Files.readString(Path.of("../examples", name + ".java"));
            assertTrue(program.lines().count() < 25, name + " has 25 lines or more");
            for (String readme : List.of("README.md", "README.zh-CN.md")) {
                String marker = "<!-- snippet: examples/" + name + ".java -->\n```java\n";
                String text = Files.readString(Path.of("..", readme));
                int begin = text.indexOf(marker) + marker.length();
                assertTrue(begin >= marker.length(), readme + " has no snippet of " + name);
                assertEquals(
                        program + "```\n<!-- end snippet -->",
                        text.substring(begin, text.indexOf("<!-- end snippet -->", begin)) + "<!-- end snippet -->",
                        readme);
            }
        }
    }

    @Test
    void everyExampleRuns(@TempDir Path folder) throws Exception {
        SceneOptions some = SceneOptions.defaults(5);
        Path data = folder.resolve("data");
        CaptionsFolder.write(
                Scenes.generate(new SceneOptions(5, 96, 1, 1, 16, some.captions(), 0))
                        .training()
                        .pairs(),
                data);
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        String custom = folder.resolve("custom").toString();
        run("TrainWithCustomLoss", recipe.toString(), data.toString(), custom);
        String model = folder.resolve("custom").resolve("model").toString();
        Pairs pairs = CaptionsFolder.read(data);
        String image = data.resolve("images").resolve(pairs.image(0).name()).toString();
        if (!Files.exists(Path.of(image))) {
            image = data.resolve(pairs.image(0).name()).toString();
        }
        String embedded = run("EmbedAndScore", model, image, "a red circle", "a blue square");
        assertTrue(embedded.startsWith("embeddings of 1 images and 2 texts"), embedded);
        assertEquals(
                2,
                run("Classify", model, image, "a red circle", "a blue square")
                        .lines()
                        .count());
        assertEquals(
                10,
                run("Search", model, data.toString(), "a red circle").lines().count());
        assertTrue(run("Evaluate", model, data.toString()).contains("retrieval.text_to_image.r1"));
        assertTrue(run("Mismatches", model, data.toString()).contains("of the pairs are mismatched"));
        assertTrue(run("Prepare", image, model, "a red circle").contains("tokens: "));
        String index = folder.resolve("index").toString();
        assertEquals(
                6,
                run("IndexAndSearch", model, data.toString(), index, "a red circle")
                        .lines()
                        .count());
        String embeddings = folder.resolve("embeddings").toString();
        assertEquals(
                96,
                run("EmbedDataSet", model, data.toString(), embeddings).lines().count());
        Path run = folder.resolve("run");
        assertTrue(run("Train", run.toString(), data.toString()).contains("model in " + run.resolve("model")));
    }

    private static final String TINY = """
            data: {validation_fraction: 0.25}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 16}
            """;

    // As examples/run starts them, without a build of its own.
    private static String run(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "../examples/" + name + ".java"));
        command.addAll(List.of(arguments));
        var result = CommandProcess.run(command, Map.of());
        assertEquals(0, result.status(), name + ": " + result.err());
        return result.out();
    }
}
