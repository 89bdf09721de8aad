package dev.diptych.index.embeddings;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.ModelReference;
import dev.diptych.index.SearchKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Adds the image embeddings of a directory to an index.
public final class EmbeddingImport {

    // Rows between two commits, and rows that are added at once.
    private static final int COMMITTED = 100_000;
    private static final int ADDED = 1_000;

    private EmbeddingImport() {}

    /// @param complete whether all rows were considered; false after a request to stop
    /// @param added number of new items
    /// @param present number of rows that the index had already
    public record Result(boolean complete, int added, int present) {}

    /// Settings of an index of the embeddings of a directory.
    ///
    /// @param model the model, if the directory does not name it
    /// @throws InvalidInputException if neither names a model, or they are different models
    public static IndexSettings settings(EmbeddingDirectory source, @Nullable ModelReference model, SearchKind kind) {
        ModelReference own = source.manifest().model();
        ModelReference used = model == null ? own : model;
        if (used == null) {
            throw new InvalidInputException(source.path() + ": does not name its model; pass --model");
        }
        if (own != null) {
            own.requireSame(used, source.path().toString());
        }
        return new IndexSettings(used, source.manifest().width(), kind);
    }

    /// Adds the images that the index does not have, by their names, and commits now and then, so that interrupted
    /// work is resumed by the same call.
    ///
    /// @param images folder to which the names are relative; null if the images have no files
    public static Result add(
            EmbeddingDirectory source,
            Index index,
            @Nullable Path images,
            ProgressListener progress,
            CancellationToken cancellation) {
        ModelReference own = source.manifest().model();
        if (own != null) {
            index.info().model().requireSame(own, index.directory().toString());
        }
        int total = Math.toIntExact(source.set(EmbeddingKind.IMAGES).rows());
        int added = 0;
        int done = 0;
        List<IndexItem> items = new ArrayList<>(ADDED);
        try (EmbeddingRows rows = source.rows(EmbeddingKind.IMAGES)) {
            for (EmbeddingRow row = rows.next(); row != null && !cancellation.isCancelled(); row = rows.next()) {
                progress.at("vectors", done++, total);
                if (!index.contains(row.name())) {
                    items.add(item(row, source.manifest().metadata(), images));
                    added++;
                }
                if (items.size() == ADDED) {
                    index.add(items);
                    items.clear();
                    if (added % COMMITTED == 0) {
                        index.commit();
                    }
                }
            }
        }
        index.add(items);
        index.commit();
        return new Result(!cancellation.isCancelled(), added, done - added);
    }

    private static IndexItem item(EmbeddingRow row, List<String> columns, @Nullable Path images) {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        for (String column : columns) {
            String value = row.metadata().get(column);
            if (value != null) {
                metadata.put(column, value);
            }
        }
        return new IndexItem(
                row.name(), row.vector(), row.captions(), metadata, images == null ? null : images.resolve(row.name()));
    }
}
