package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.ProgressListener;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.index.Filter;
import dev.diptych.index.Index;
import dev.diptych.index.NeighbourTable;
import dev.diptych.index.VectorHits;
import dev.diptych.index.VectorQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/// Searches an index for every image of a data set, several images in each pass over the vectors.
/// Memory is that of one such batch.
record NeighbourJob(Index index, int limit, List<Filter> filters) {

    private static final int QUERIES = 256;

    /// @param images the images of the data set
    NeighbourResult write(
            Classifier.Images images,
            Pairs pairs,
            Path file,
            ProgressListener progress,
            CancellationToken cancellation) {
        SortedMap<String, String> unreadable = new TreeMap<>();
        long[] rows = new long[1];
        try {
            AtomicFile.write(file, out -> {
                try (NeighbourTable table = new NeighbourTable(out)) {
                    Batch batch = new Batch(table);
                    List<SkippedImages.Skipped> skipped = images.each(pairs, batch::add, progress, cancellation);
                    if (cancellation.isCancelled()) {
                        throw new CancellationException(); // the file is not renamed
                    }
                    batch.search();
                    table.finish(index.info().model());
                    skipped.forEach(each -> unreadable.put(each.name(), each.reason()));
                    rows[0] = table.rows();
                }
            });
        } catch (CancellationException stopped) {
            return new NeighbourResult(false, 0, 0, unreadable);
        }
        return new NeighbourResult(true, pairs.images().size() - unreadable.size(), rows[0], unreadable);
    }

    private final class Batch {

        private final NeighbourTable table;
        private final List<String> names = new ArrayList<>();
        private final List<VectorQuery> queries = new ArrayList<>();

        Batch(NeighbourTable table) {
            this.table = table;
        }

        void add(String name, float[] embedding) {
            names.add(name);
            queries.add(new VectorQuery(embedding, limit, filters, null));
            if (names.size() == QUERIES) {
                search();
            }
        }

        void search() {
            List<VectorHits> found = index.search(queries);
            try {
                for (int i = 0; i < found.size(); i++) {
                    table.add(names.get(i), found.get(i));
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            names.clear();
            queries.clear();
        }
    }
}
