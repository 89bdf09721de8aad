package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of `examples/` compile, run on a tiny model, and are quoted by both READMEs.
final class ExamplesTest {

    @TempDir
    private static Path classes;

    @BeforeAll
    static void everyExampleCompilesWithoutWarnings() throws IOException {
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

    // In this process, to save the start of Java and of libtorch; examples/check runs processes.
    private static String run(String name, String... arguments) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            Method main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
            constructor.setAccessible(true);
            main.invoke(constructor.newInstance(), (Object) arguments);
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
