package dev.diptych.langchain4j;

import dev.diptych.Diptych;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.VectorHit;
import dev.diptych.index.VectorQuery;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Stores embeddings in a Diptych index, and searches in it: one that `diptych index` wrote, too.
///
/// ```java
/// try (Diptych model = Diptych.load("runs/first/model"); Index index = Index.open(Path.of("photos.index"))) {
///     EmbeddingStore<TextSegment> photos = DiptychEmbeddingStore.of(model, index);
/// }
/// ```
///
/// The text of a segment is the caption of an item. The segment of an item with several captions
/// has them as lines. Of an image without captions the text is its id. The metadata value [#IMAGE]
/// is the file of the image, which is stored relative to the index. Metadata are stored as texts,
/// which the getters of LangChain4j's metadata convert.
///
/// Scores are LangChain4j's relevance scores: (cosine + 1) / 2. Filters compare numbers as
/// float64; a filter that is not supported is rejected with a line that says so. A field that no
/// item has fulfils no comparison.
///
/// Every call that adds or removes commits, so it is durable and visible when it returns; add many
/// items with one call.
///
/// Thread-safe, as the index is. Does not close the index.
public final class DiptychEmbeddingStore implements EmbeddingStore<TextSegment> {

    /// The metadata field with the file of an item's image.
    public static final String IMAGE = "image";

    private final Index index;

    private DiptychEmbeddingStore(Index index) {
        this.index = index;
    }

    /// A store over an index.
    ///
    /// @param model whose embeddings the index holds; only compared with the one that the index
    ///     records
    /// @param index stays open as long as this is used
    /// @throws dev.diptych.base.InvalidInputException if the index belongs to another model
    public static DiptychEmbeddingStore of(Diptych model, Index index) {
        model.requireSameModel(index);
        return new DiptychEmbeddingStore(index);
    }

    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(embedding)).getFirst();
    }

    @Override
    public void add(String id, Embedding embedding) {
        write(List.of(item(id, embedding, null)));
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        String id = newId();
        write(List.of(item(id, embedding, segment)));
        return id;
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /// @param segments null, or one for each embedding
    /// @throws IllegalArgumentException if the lists have different lengths
    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, @Nullable List<TextSegment> segments) {
        if (ids.size() != embeddings.size() || (segments != null && segments.size() != ids.size())) {
            throw new IllegalArgumentException("%d ids, %d embeddings and %s segments; expected as many of each"
                    .formatted(ids.size(), embeddings.size(), segments == null ? "no" : segments.size()));
        }
        List<IndexItem> items = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            items.add(item(ids.get(i), embeddings.get(i), segments == null ? null : segments.get(i)));
        }
        write(items);
    }

    @Override
    public List<String> generateIds(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(newId());
        }
        return ids;
    }

    /// @throws IllegalArgumentException if there is no id, with the message of LangChain4j's own
    ///     stores
    @Override
    public void removeAll(Collection<String> ids) {
        if (ids == null || ids.isEmpty()) {
            throw new IllegalArgumentException("ids cannot be null or empty");
        }
        index.delete(ids);
        index.commit();
    }

    /// @throws IllegalArgumentException if the filter is null
    /// @throws dev.langchain4j.exception.UnsupportedFeatureException if the filter is not
    ///     supported
    @Override
    public void removeAll(Filter filter) {
        if (filter == null) {
            throw new IllegalArgumentException("filter cannot be null");
        }
        index.delete(IndexFilters.of(filter, index.fields()));
        index.commit();
    }

    @Override
    public void removeAll() {
        index.deleteAll();
        index.commit();
    }

    /// Finds the nearest items, best first. An empty index has none.
    ///
    /// @throws dev.langchain4j.exception.UnsupportedFeatureException if the filter is not
    ///     supported
    /// @throws dev.diptych.base.InvalidInputException if the embedding has another width than the
    ///     index
    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        if (index.size() == 0) {
            return new EmbeddingSearchResult<>(List.of());
        }
        Filter filter = request.filter();
        VectorQuery query = new VectorQuery(
                request.queryEmbedding().vector(),
                request.maxResults(),
                filter == null ? List.of() : List.of(IndexFilters.of(filter, index.fields())),
                null);
        List<EmbeddingMatch<TextSegment>> matches = new ArrayList<>();
        for (VectorHit hit : index.search(query).hits()) {
            double score = RelevanceScore.fromCosineSimilarity(hit.cosine());
            if (score >= request.minScore()) {
                matches.add(new EmbeddingMatch<>(score, hit.id(), embedding(hit.id()), Segments.of(hit)));
            }
        }
        return new EmbeddingSearchResult<>(matches);
    }

    // Null if the item was deleted after the search.
    private @Nullable Embedding embedding(String id) {
        return index.vector(id).map(Embedding::from).orElse(null);
    }

    private void write(List<IndexItem> items) {
        if (!items.isEmpty()) {
            index.add(items);
            index.commit();
        }
    }

    private static IndexItem item(String id, Embedding embedding, @Nullable TextSegment segment) {
        return Segments.item(id, embedding.vector(), segment);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
