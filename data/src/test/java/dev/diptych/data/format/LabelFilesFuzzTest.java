package dev.diptych.data.format;

import dev.diptych.testing.Fuzzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged tables of classes, ratings and captions are either read or rejected with a one-line message.
final class LabelFilesFuzzTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImages() throws Exception {
        for (String image : List.of("1.png", "2.png", "3.png")) {
            Files.write(folder.resolve(image), SmallSet.image("tiny_10x7.png"));
        }
    }

    @Test
    void classes() throws Exception {
        fuzz(
                "classes.csv",
                1,
                "image,class\n1.png,cat\n2.png,\"a dog, big\"\n3.png,cat\n",
                () -> ClassFolder.read(folder));
    }

    @Test
    void judgements() throws Exception {
        String whole = "image,caption,one,two\n1.png,a cat,1,0.5\n2.png,\"a, b\",3,2\n3.png,猫,4,1e-1\n";
        fuzz("judgements.csv", 2, whole, () -> HumanRatingsFile.read(folder));
    }

    @Test
    void captionsAndSwaps() throws Exception {
        Files.writeString(folder.resolve("captions.csv"), "image,caption\n1.png,a red cat\n2.png,a blue dog\n");
        String swapped = "image,caption,negative,kind\n1.png,a red cat,a blue cat,attribute\n";
        fuzz("swapped.csv", 3, swapped, () -> DataSets.read(folder.toString()));
        String captions = "image,caption\n1.png,a red cat\n2.png,\"a \"\"blue\"\" dog\"\n";
        Files.delete(folder.resolve("swapped.csv"));
        fuzz("captions.csv", 4, captions, () -> DataSets.read(folder.toString()));
    }

    private void fuzz(String name, long seed, String whole, Runnable reader) throws Exception {
        Fuzzer.fuzz(name, seed, List.of(SmallSet.bytes(whole)), bytes -> {
            Files.write(folder.resolve(name), bytes);
            return Fuzzer.reads(reader);
        });
    }
}
