package dev.diptych.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.Diptych;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.SearchKind;
import dev.diptych.testing.GoldenModel;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example in docs/search.md compiles, and finds an image by its year.
class DocumentedExampleTest {

    private static final String IMPORTS = """
            import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
            import dev.diptych.Diptych;
            import dev.diptych.index.Index;
            import dev.diptych.langchain4j.*;
            import dev.langchain4j.data.segment.TextSegment;
            import dev.langchain4j.model.embedding.EmbeddingModel;
            import dev.langchain4j.store.embedding.*;
            import java.nio.file.Path;
            import java.util.List;
            """;

    @TempDir
    private Path folder;

    @Test
    void theExampleFindsThePhotoOfTheYear() throws Exception {
        Path model = GoldenModel.write(folder, 9, 91);
        Path photos = folder.resolve("photos.index");
        List<Path> images = GoldenModel.images(folder, 2);
        try (Diptych encoder = Diptych.load(model);
                Index index = Index.create(photos, encoder.indexSettings(SearchKind.EXACT))) {
            for (int i = 0; i < 2; i++) {
                SequencedMap<String, String> fields = new LinkedHashMap<>(Map.of("year", i == 0 ? "2019" : "2021"));
                index.add(List.of(new IndexItem(
                        "photo" + i, encoder.embedImage(images.get(i)), List.of("a dog"), fields, images.get(i))));
            }
            index.commit();
        }
        String text = Files.readString(Path.of("../docs/search.md"));
        int begin = text.indexOf("```java\n", text.indexOf("## LangChain4j")) + "```java\n".length();
        String example = text.substring(begin, text.indexOf("```", begin))
                .replace("runs/first/model", model.toString())
                .replace("photos.index", photos.toString())
                .replace("String file = ", "return ");
        String program = IMPORTS
                + "public class Example { public static String run() throws Exception {\n%s} }\n".formatted(example);
        assertEquals(images.get(1).toString(), run(program));
    }

    private Object run(String program) throws Exception {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        StringWriter output = new StringWriter();
        ToolProvider.getSystemJavaCompiler()
                .getTask(output, null, null, List.of("-d", folder.toString()), null, List.of(source))
                .call();
        assertEquals("", output.toString());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return loader.loadClass("Example").getMethod("run").invoke(null);
        }
    }
}
