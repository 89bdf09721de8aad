package dev.diptych.bench.data;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Pairs of noise images and random words, with captions of exact lengths.
public final class SyntheticPairs {

    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private SyntheticPairs() {}

    /// Writes a vocabulary of `size` tokens, one word each, to a folder.
    public static void writeVocabulary(Path folder, int size) throws IOException {
        List<String> tokens = new ArrayList<>(SPECIAL);
        while (tokens.size() < size) {
            tokens.add(word(tokens.size()));
        }
        Files.write(folder.resolve("vocab.txt"), tokens);
    }

    /// @param side width and height of the images in pixels
    /// @param lengths lengths of the captions in tokens, including special tokens, used cyclically
    /// @param vocabulary size of the vocabulary
    public static Pairs of(int count, int side, int[] lengths, int vocabulary) {
        RandomGenerator random = RandomKey.of(0).with("captions").generator();
        List<ImageItem> images = new ArrayList<>(count);
        List<Caption> captions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            RandomKey key = RandomKey.of(0).with("pixels").with(i);
            images.add(new ImageItem("noise-" + i, () -> noise(key, side)));
            StringBuilder text = new StringBuilder();
            for (int word = 2; word < lengths[i % lengths.length]; word++) {
                text.append(word(random.nextInt(SPECIAL.size(), vocabulary))).append(' ');
            }
            captions.add(new Caption(i, text.toString()));
        }
        return new Pairs(images, captions, List.of());
    }

    private static RgbImage noise(RandomKey key, int side) {
        byte[] pixels = new byte[3 * side * side];
        key.generator().nextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }

    private static String word(int id) {
        return "w" + id;
    }
}
