package dev.diptych.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.index.Index;
import dev.diptych.index.IndexItem;
import dev.diptych.index.IndexSettings;
import dev.diptych.index.ModelReference;
import dev.diptych.index.SearchKind;
import dev.diptych.testing.GoldenModel;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.MetadataFilterBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before each test
class DiptychEmbeddingStoreTest {

    @TempDir
    private Path folder;

    private Diptych model;
    private Index index;
    private EmbeddingStore<TextSegment> store;
    private Path image;

    @BeforeEach
    void open() throws IOException {
        model = Diptych.load(GoldenModel.write(folder, 9, 91));
        index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT));
        store = DiptychEmbeddingStore.of(model, index);
        image = GoldenModel.images(folder, 1).getFirst();
    }

    @AfterEach
    void close() {
        index.close();
        model.close();
    }

    @Test
    void findsTheImagesOfAnIndexOfPhotosWithTheirFilesAndAllCaptions() {
        index.add(List.of(
                new IndexItem(
                        "dog.png",
                        model.embedImage(image),
                        List.of("a dog", "an animal"),
                        new LinkedHashMap<>(Map.of("year", "2020")),
                        image),
                new IndexItem("plain.png", model.embedImage(image), List.of(), image)));
        index.commit();
        List<EmbeddingMatch<TextSegment>> found = search(null);
        assertEquals("dog.png", found.get(0).embeddingId());
        assertEquals("a dog\nan animal", found.get(0).embedded().text());
        assertEquals(2020, found.get(0).embedded().metadata().getInteger("year"));
        assertEquals(image.toString(), found.get(0).embedded().metadata().getString(DiptychEmbeddingStore.IMAGE));
        assertEquals("plain.png", found.get(1).embedded().text());
    }

    @Test
    void theFileOfAnImageIsKept() {
        Metadata metadata = Metadata.from(DiptychEmbeddingStore.IMAGE, image.toString());
        store.add(Embedding.from(model.embedImage(image)), TextSegment.from("a dog", metadata));
        assertEquals(image, index.sample(1).getFirst().image());
        assertTrue(index.fields().isEmpty());
    }

    @Test
    void numbersAreEqualWhateverTheirSpelling() {
        add("one", Metadata.from(Map.of("price", 1, "stock", 9007199254740993L)));
        add("other", Metadata.from(Map.of("price", 1.5, "stock", 9007199254740992L)));
        assertEquals(
                List.of("one"), ids(MetadataFilterBuilder.metadataKey("price").isEqualTo(1.0)));
        assertEquals(
                List.of("other"), ids(MetadataFilterBuilder.metadataKey("price").isGreaterThan(1)));
        assertEquals(
                List.of("one"), ids(MetadataFilterBuilder.metadataKey("stock").isEqualTo(9007199254740993L)));
    }

    @Test
    void comparisonsThatFloat64CannotMakeAreRejected() {
        add("one", Metadata.from(Map.of("stock", 9007199254740993L)));
        var refused = assertThrows(
                UnsupportedFeatureException.class,
                () -> ids(MetadataFilterBuilder.metadataKey("stock").isGreaterThan(9007199254740992L)));
        assertEquals(
                "the field stock cannot be compared with 9007199254740992: the index compares numbers as float64,"
                        + " which represents integers up to 2^53",
                refused.getMessage());
    }

    @Test
    void unknownFiltersAreRejected() {
        add("one", new Metadata());
        Filter unknown = metadata -> true;
        assertThrows(UnsupportedFeatureException.class, () -> ids(unknown));
    }

    @Test
    void anIndexOfAnotherModelIsRejected() {
        var settings = new IndexSettings(new ModelReference("/other", "abc"), model.dimensions(), SearchKind.EXACT);
        try (Index other = Index.create(folder.resolve("other"), settings)) {
            assertThrows(InvalidInputException.class, () -> DiptychEmbeddingStore.of(model, other));
        }
    }

    private void add(String id, Metadata metadata) {
        store.addAll(
                List.of(id), List.of(Embedding.from(model.embedText("t36"))), List.of(TextSegment.from(id, metadata)));
    }

    private List<String> ids(Filter filter) {
        return search(filter).stream().map(EmbeddingMatch::embeddingId).toList();
    }

    private List<EmbeddingMatch<TextSegment>> search(@Nullable Filter filter) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(Embedding.from(model.embedText("t36")))
                        .maxResults(10)
                        .filter(filter)
                        .build())
                .matches();
    }
}
