package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/// Columns, options and vectors, without a session.
class SparkColumnsTest {

    private static final StructType SCHEMA = new StructType()
            .add("jpg", DataTypes.BinaryType)
            .add("path", DataTypes.StringType)
            .add("image", new StructType().add("bytes", DataTypes.BinaryType))
            .add("price", DataTypes.DoubleType);

    @TempDir
    private Path folder;

    private static String rejected(Executable action) {
        return String.valueOf(assertThrows(InvalidInputException.class, action).getMessage());
    }

    @Test
    void readsBytesStructsAndPaths() throws Exception {
        Path file = Files.write(folder.resolve("a.jpg"), new byte[] {1, 2});
        var row =
                RowFactory.create(new byte[] {3}, file.toString(), RowFactory.create((Object) new byte[] {4, 5}), 1.0);
        assertArrayEquals(new byte[] {3}, ImageCell.of(SCHEMA, "jpg", Map.of()).bytes(row));
        assertArrayEquals(
                new byte[] {1, 2}, ImageCell.of(SCHEMA, "path", Map.of()).bytes(row));
    }

    @Test
    void namesWhatIsMissingInARow() {
        var row = RowFactory.create(null, folder.resolve("none.jpg").toString(), null, 1.0);
        assertEquals(
                "it is null",
                assertThrows(
                                ImageCell.Unreadable.class,
                                () -> ImageCell.of(SCHEMA, "jpg", Map.of()).bytes(row))
                        .getMessage());
        String missing = String.valueOf(assertThrows(
                        ImageCell.Unreadable.class,
                        () -> ImageCell.of(SCHEMA, "path", Map.of()).bytes(row))
                .getMessage());
        assertTrue(missing.contains("none.jpg"), missing);
        var empty = RowFactory.create(new byte[0], " ", null, 1.0);
        assertEquals(
                "it is empty",
                assertThrows(
                                ImageCell.Unreadable.class,
                                () -> ImageCell.of(SCHEMA, "jpg", Map.of()).bytes(empty))
                        .getMessage());
    }

    @Test
    void namesColumnsThatDoNotExistOrHaveAnotherType() {
        assertEquals(
                "there is no column \"png\"; the columns are jpg, path, image, price",
                rejected(() -> ImageCell.of(SCHEMA, "png", Map.of())));
        assertTrue(rejected(() -> ImageCell.of(SCHEMA, "price", Map.of()))
                .startsWith("the column \"price\" has the type double"));
        assertTrue(rejected(() -> Columns.text(SCHEMA, "jpg")).contains("it must be a string"));
        assertTrue(rejected(() -> Columns.vector(SCHEMA, "price")).contains("an array of float"));
        assertTrue(rejected(() -> Columns.requireFree(SCHEMA, "price")).contains("exists already"));
    }

    @Test
    void readsOptions() {
        Set<String> known = Set.of("input", "k");
        JobArguments arguments = JobArguments.parse(List.of("--input", "a", "--k", "3"), known);
        assertEquals("a", arguments.required("input"));
        assertEquals(3, arguments.positive("k", 10));
        assertTrue(rejected(() -> arguments.required("output")).contains("--output is missing"));
        assertTrue(rejected(() -> JobArguments.parse(List.of("--imput", "a"), known))
                .contains("unknown option --imput; the options are --input, --k"));
        assertTrue(rejected(() -> JobArguments.parse(List.of("--k"), known)).contains("--k has no value"));
        assertTrue(rejected(() -> JobArguments.parse(List.of("--k", "0"), known).positive("k", 1))
                .contains("--k must be a positive integer, but is 0"));
        assertTrue(rejected(() -> DiptychSparkJob.run("embbed")).contains("unknown job \"embbed\""));
    }

    @Test
    void cosinesAreThoseOfTheFormula() throws Exception {
        var cosine = SqlFunctions.cosine();
        var left = CollectionConverters.asScala(List.of(3f, 4f)).toSeq();
        var right = CollectionConverters.asScala(List.of(4f, 3f)).toSeq();
        assertEquals(24 / 25.0, cosine.call(left, right), 1e-12);
        assertNull(cosine.call(left, null));
        assertNull(
                cosine.call(left, CollectionConverters.asScala(List.of(0f, 0f)).toSeq()));
        assertArrayEquals(new float[] {0.6f, -0.8f}, QueryTable.unit(List.of(3f, -4f)), 1e-7f);
    }
}
