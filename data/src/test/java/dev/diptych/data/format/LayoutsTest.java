package dev.diptych.data.format;

import static dev.diptych.data.format.Inputs.assertRefused;
import static dev.diptych.data.format.Inputs.names;
import static dev.diptych.data.format.Inputs.path;
import static dev.diptych.data.format.Inputs.reasons;
import static dev.diptych.data.format.Inputs.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders as people and programs lay them out.
class LayoutsTest {

    private static final List<String> TWELVE = List.of(
            "a red square on a pale ground",
            "a green square on a pale ground",
            "a blue square on a pale ground",
            "a yellow square on a pale ground",
            "a red circle on a pale ground",
            "a green circle on a pale ground",
            "a blue circle on a pale ground",
            "a yellow circle on a pale ground",
            "a red cross on a pale ground",
            "a green cross on a pale ground",
            "a blue cross on a pale ground",
            "a yellow cross on a pale ground");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theTableNextToAFolderOfImagesIsRead() throws UnreadableImageException {
        DataSet set = DataSets.read(path("folder-with-table").toString());
        assertEquals("csv", set.format());
        assertEquals(TWELVE, texts(set));
        assertEquals("00.png", set.pairs().image(0).name());
        assertReadable(set);
        DataSet file = DataSets.read(path("folder-with-table/captions.txt").toString());
        assertEquals(TWELVE, texts(file));
        assertReadable(file);
        assertFalse(ClassFolder.holdsClasses(path("folder-with-table")));
    }

    @ParameterizedTest
    @CsvSource({"folder-of-pairs,00000/000000000.png", "flat-pairs,00.png"})
    void theTextNextToEachImageIsItsCaption(String input, String first) throws UnreadableImageException {
        DataSet set = DataSets.read(path(input).toString());
        assertEquals("sidecar", set.format());
        assertEquals(TWELVE, texts(set));
        assertEquals(first, set.pairs().image(0).name());
        assertEquals(List.of(), set.leftOut());
        assertReadable(set);
        assertFalse(ClassFolder.holdsClasses(path(input)));
    }

    @Test
    void jsonNextToEachImageGivesItsCaptionAndAMissingOneIsCounted() throws IOException {
        image("a/0.JPG");
        write("a/0.json", "{\"caption\": [\"one\", \"two\"], \"score\": NaN, \"split\": \"train\"}");
        image("a/1.png");
        write("a/1.png.txt", "\uFEFFthree\n");
        image("b/2.png");
        write("b/2.json", "{broken");
        write("b/2.TXT", "four");
        image("b/3.png");
        DataSet set = DataSets.read(folder.toString());
        assertEquals(List.of("one", "two", "three", "four"), texts(set));
        assertEquals(List.of("it has no caption"), reasons(set));
        assertTrue(set.leftOut().getFirst().place().endsWith("b/3.png"));
    }

    @Test
    void splitsOfPairsAreChosen() throws IOException {
        image("train/0.png");
        write("train/0.txt", "a");
        image("test/1.png");
        write("test/1.txt", "b");
        assertRefused(folder.toString(), "has the splits test, train; choose one or more with ?split=test");
        assertEquals(List.of("b"), texts(DataSets.read(folder + "?split=test")));
        assertEquals(List.of("b", "a"), texts(DataSets.read(folder + "?split=train,test")));
    }

    @Test
    void boxesNextToImagesAreNoCaptions() throws IOException {
        for (String name : List.of("cat/0", "dog/1")) {
            image(name + ".png");
            write(name + ".txt", "0 0.5 0.5 0.25 0.25\n1 0.1 0.2 0.3 0.4\n");
        }
        assertEquals(List.of("cat", "dog"), texts(DataSets.read(folder.toString())));
    }

    @Test
    void oneFolderOfImagesIsNoClass() throws IOException {
        image("images/0.png");
        image("images/1.png");
        assertRefused(folder.toString(), "has images in one folder only, \"images\"");
        assertRefused("imagefolder:" + folder, "has images in one folder only, \"images\"");
        image("train/images/2.png");
        Files.delete(folder.resolve("images/0.png"));
        Files.delete(folder.resolve("images/1.png"));
        Files.delete(folder.resolve("images"));
        assertRefused(folder.toString(), "has images in one folder only, \"images\"");
    }

    @Test
    void aTableWithOtherColumnsIsNamed() throws IOException {
        image("images/0.png");
        write("names.json", "{\"0.png\": \"a\"}");
        assertRefused(folder.toString(), "if the captions are in names.json", "names.json?image=NAME&caption=NAME");
        Files.delete(folder.resolve("names.json"));
        write("rows.csv", "id,words\n0.png,a\n");
        assertRefused(folder.toString(), "if the captions are in rows.csv");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/rows.csv?image=id&caption=words")));
        assertEquals(List.of("a"), texts(DataSets.read(folder + "?image=id&caption=words")));
    }

    @Test
    void imagesNextToCaptionsCsvAreFound() throws IOException, UnreadableImageException {
        image("Images/0.png");
        image("Images/1.png");
        write("captions.csv", "filename;text\n9.png;gone\n0.png;a\n1.png;b\n");
        DataSet set = DataSets.read(folder.toString());
        assertEquals(List.of("a", "b"), texts(set));
        assertEquals(1, set.leftOut().size());
        assertReadable(set);
    }

    @Test
    void imagesAloneNameTheTableAboveThem() throws IOException {
        image("images/0.png");
        write("captions.tsv", "image\tcaption\n0.png\ta\n");
        assertRefused(folder.resolve("images").toString(), "its captions may be in", "captions.tsv");
        assertEquals(List.of("a"), texts(DataSets.read(folder.toString())));
    }

    @Test
    void aTableAmongItsImagesIsRead() throws IOException {
        image("0.png");
        write("labels.csv", "filename;text\n0.png;a\n");
        assertEquals(List.of("a"), texts(DataSets.read(folder.toString())));
    }

    @Test
    void severalTablesAreNamed() throws IOException {
        image("images/0.png");
        write("train.csv", "image,caption\n0.png,a\n");
        write("test.csv", "image,caption\n0.png,b\n");
        assertRefused(folder.toString(), "has the tables test.csv, train.csv; choose one: " + folder + "/test.csv");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/train.csv")));
    }

    @Test
    void imagesInSeveralFoldersAreNotConfused() throws IOException {
        image("train/0.png");
        image("test/0.png");
        write("all.csv", "image,caption\n0.png,a\n");
        assertRefused(folder.resolve("all.csv").toString(), "is in each of the folders", "?images=FOLDER");
        write("train.csv", "image,caption\n0.png,a\n");
        DataSet set = DataSets.read(folder.resolve("train.csv").toString());
        assertTrue(String.valueOf(set.pairs().image(0).source().region()).contains("train/0.png"));
    }

    @Test
    void theRootOfCocoIsReadByItsCaptions() throws IOException, UnreadableImageException {
        image("val2017/0.png");
        String images =
                "{\"images\": [{\"id\": 1, \"file_name\": \"0.png\"}], \"annotations\": [{\"image_id\": 1, %s}]}";
        write("annotations/captions_val2017.json", images.formatted("\"caption\": \"a\""));
        write("annotations/instances_val2017.json", images.formatted("\"bbox\": [1]"));
        DataSet set = DataSets.read(folder.toString());
        assertEquals("coco", set.format());
        assertReadable(set);
        write("annotations/captions_train2017.json", images.formatted("\"caption\": \"a\""));
        assertRefused(
                folder.toString(), "has the tables annotations/captions_train2017.json, annotations/captions_val");
    }

    @Test
    void aTableInAFolderWithoutImagesIsRead() throws IOException, UnreadableImageException {
        image("Flicker8k_Dataset/0.png");
        write("Flickr8k_text/Flickr8k.token.txt", "0.png#0\ta\n");
        write("Flickr8k_text/readme.txt", "Images, and their captions\n");
        DataSet set = DataSets.read(folder.toString());
        assertEquals("flickr", set.format());
        assertReadable(set);
    }

    @Test
    void hiddenFilesMatchNoPattern() throws IOException {
        image("0.png");
        write("a.csv", "image,caption\n0.png,a\n");
        write("._a.csv", "\0\5\26\7");
        assertEquals(List.of("a"), texts(DataSets.read(folder + "/*.csv")));
    }

    @Test
    void karpathysFileNextToAFolderIsRead() throws IOException, UnreadableImageException {
        image("Flicker8k_Dataset/0.png");
        write("dataset.json", "{\"images\": [{\"sentences\": [{\"raw\": \"a\"}], \"filename\": \"0.png\"}]}");
        DataSet set = DataSets.read(folder.toString());
        assertEquals("karpathy", set.format());
        assertReadable(set);
    }

    @Test
    void classesNextToATextThatIsNoTableStayClasses() throws IOException {
        image("cat/0.png");
        image("dog/1.png");
        write("README.txt", "Images, by class\n");
        write("labels.csv", "image,label\n0.png,cat\n");
        write("info.json", "{\"image\": 1}");
        assertEquals(List.of("cat", "dog"), texts(DataSets.read(folder.toString())));
        assertTrue(ClassFolder.holdsClasses(folder));
    }

    @Test
    void hiddenFilesAndFoldersAreNoData() throws IOException {
        DataSet set = DataSets.read(path("hidden-folder").toString());
        assertEquals(12, set.pairs().images().size());
        assertEquals(List.of("blue", "red"), texts(set).stream().distinct().toList());
        for (String hidden : List.of("__MACOSX/red", ".git", "red/.ipynb_checkpoints", "@eaDir", ".Trash-1000")) {
            image(hidden + "/0.png");
        }
        for (String name : List.of("red/0.png", "red/._0.png", "blue/1.png", "blue/.DS_Store", "blue/Thumbs.db")) {
            image(name);
        }
        image("red/desktop.ini");
        assertEquals(List.of("blue/1.png", "red/0.png"), names(DataSets.read(folder.toString())));
        assertEquals(
                List.of("blue/1.png", "red/0.png"),
                ClassFolder.read(folder).images().stream().map(ImageItem::name).toList());
    }

    @Test
    void imagesOfEveryExtensionAreCountedByEveryCommand() throws IOException, UnreadableImageException {
        DataSet set = DataSets.read(path("extensions").toString());
        assertEquals(12, set.pairs().images().size());
        assertReadable(set);
        for (String name : List.of("cat/0.avif", "cat/1.HEIC", "cat/2.jp2", "cat/3", "cat/4.png", "dog/5.png")) {
            image(name);
        }
        image("dog/notes.txt");
        Files.createSymbolicLink(folder.resolve("dog/6.png"), folder.resolve("gone.png"));
        List<String> all =
                List.of("cat/0.avif", "cat/1.HEIC", "cat/2.jp2", "cat/3", "cat/4.png", "dog/5.png", "dog/6.png");
        assertEquals(all, names(DataSets.read(folder.toString())));
        assertEquals(
                all,
                ClassFolder.read(folder).images().stream().map(ImageItem::name).toList());
    }

    @Test
    void dataSetsOfSaveToDiskAreNamed() throws IOException {
        assertRefused(path("saved-to-disk").toString(), "save_to_disk", "to_parquet");
        write("dataset_dict.json", "{\"splits\": [\"train\"]}");
        write("train/data-00000-of-00001.arrow", "ARROW1");
        assertRefused(folder.toString(), "save_to_disk", "to_parquet");
        assertRefused(folder + "/train/data-00000-of-00001.arrow", "Arrow");
    }

    @Test
    void pointersOfGitLfsAreNamed() throws IOException {
        String pointer = Files.readString(path("lfs/train-00000-of-00001.parquet"));
        assertRefused(path("lfs").toString(), "train-00000-of-00001.parquet is a pointer of Git LFS");
        for (String name :
                List.of("a.csv", "a.jsonl", "a.json", "a.tar", "a.parquet", "captions.csv", "metadata.jsonl")) {
            write(name, pointer);
            assertRefused(folder + "/" + name, name + " is a pointer of Git LFS", "git lfs pull");
            Path below = Files.createDirectories(folder.resolve("below-" + name));
            Files.writeString(below.resolve(name), pointer);
            assertRefused(below.toString(), name + " is a pointer of Git LFS");
        }
        write("images/0.png", pointer);
        write("rows.csv", "image,caption\nimages/0.png,a\n");
        DataSet set = DataSets.read(folder + "/rows.csv");
        UnreadableImageException e = org.junit.jupiter.api.Assertions.assertThrows(
                UnreadableImageException.class,
                () -> set.pairs().image(0).source().read());
        assertTrue(e.reason().contains("pointer of Git LFS"), e.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shards.tar.zst", "shards.tar.xz", "shards.tar.bz2", "shards.tar.7z"})
    void aFileThatIsNoArchiveIsNamed(String name) throws IOException {
        write("x/" + name, "x");
        assertRefused(folder.resolve("x/" + name).toString(), name);
    }

    @Test
    void listsOfFilesAreNamed() throws IOException {
        write("files.txt", "a/0.parquet\na/1.parquet\n");
        assertRefused(folder + "/files.txt", "is a list of files");
    }

    private void image(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, SmallSet.image("tiny_10x7.png"));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private static void assertReadable(DataSet set) throws UnreadableImageException {
        for (ImageItem image : set.pairs().images()) {
            assertTrue(image.source().read().width() > 0);
        }
    }
}
