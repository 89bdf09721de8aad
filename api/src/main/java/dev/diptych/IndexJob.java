package dev.diptych;

import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Adds the images of a data set to an index as they are embedded, and commits now and then, so that interrupted work is
/// resumed where it was. Confined to one thread at a time.
final class IndexJob {

    // Images between two commits.
    private static final int COMMITTED = 10_000;

    private final Index index;
    private final Pairs pairs;
    private int added;

    IndexJob(Index index, Pairs pairs) {
        this.index = index;
        this.pairs = pairs;
    }

    /// Numbers of the images that the index does not have.
    int[] missing() {
        return IntStream.range(0, pairs.images().size())
                .filter(image -> !index.contains(pairs.image(image).name()))
                .toArray();
    }

    /// Number of images added so far.
    int added() {
        return added;
    }

    /// @param images `[B]` numbers of images
    /// @param embeddings `[B][P]`
    void add(int[] images, float[][] embeddings) {
        List<IndexItem> items = new ArrayList<>(images.length);
        for (int i = 0; i < images.length; i++) {
            ImageItem image = pairs.image(images[i]);
            List<String> captions =
                    Arrays.stream(pairs.captionsOf(images[i])).mapToObj(pairs::text).toList();
            items.add(new IndexItem(image.name(), embeddings[i], captions, file(image.source())));
        }
        index.add(items);
        int before = added;
        added += images.length;
        if (before / COMMITTED < added / COMMITTED) {
            index.commit();
        }
    }

    private static @Nullable Path file(ImageSource source) {
        return source instanceof FileImage image ? image.file() : null;
    }
}
