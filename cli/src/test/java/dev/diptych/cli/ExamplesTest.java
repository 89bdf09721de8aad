package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of `examples/` are no part of a module: nothing else would notice that they no longer compile.
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
}
