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
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Adds the images of a data set to an index as they are embedded, and commits now and then, so
/// that interrupted work is resumed where it was. Confined to one thread at a time.
final class IndexJob {

    private final Index index;
    private final Pairs pairs;
    private final int committed;
    private final BitSet present = new BitSet();
    private int added;

    /// @param committed number of images between two commits
    IndexJob(Index index, Pairs pairs, int committed) {
        this.index = index;
        this.pairs = pairs;
        this.committed = committed;
        for (int image = 0; image < pairs.images().size(); image++) {
            present.set(image, index.contains(pairs.image(image).name()));
        }
    }

    /// Numbers of the images to embed: those that the index does not have, and the others of their batches, so that
    /// resumed work gives the same bits.
    int[] images(int batch) {
        int count = pairs.images().size();
        return IntStream.range(0, count)
                .filter(image -> {
                    int first = image / batch * batch;
                    return present.nextClearBit(first) < Math.min(first + batch, count);
                })
                .toArray();
    }

    /// Number of images that the index had before.
    int present() {
        return present.cardinality();
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
            if (present.get(images[i])) {
                continue;
            }
            ImageItem image = pairs.image(images[i]);
            List<String> captions = Arrays.stream(pairs.captionsOf(images[i]))
                    .mapToObj(pairs::text)
                    .toList();
            items.add(new IndexItem(image.name(), embeddings[i], captions, file(image.source())));
        }
        index.add(items);
        int before = added;
        added += items.size();
        if (before / committed < added / committed) {
            index.commit();
        }
    }

    private static @Nullable Path file(ImageSource source) {
        return source instanceof FileImage image ? image.file() : null;
    }
}
