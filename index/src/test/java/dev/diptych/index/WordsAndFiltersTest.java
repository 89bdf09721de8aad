package dev.diptych.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordsAndFiltersTest {

    private static final float[] FIRST = {1, 0, 0};

    @TempDir
    private Path folder;

    private Index index;

    @BeforeEach
    void fill() {
        index = filled(SearchKind.EXACT, "index");
    }

    @AfterEach
    void close() {
        index.close();
    }

    // Cosines with FIRST: 1, 0.8, 0.6, 0, -1.
    private Index filled(SearchKind kind, String name) {
        Index filled = Index.create(folder.resolve(name), new IndexSettings(new ModelReference("m", "abc"), 3, kind));
        filled.add(List.of(
                item("red", new float[] {1, 0, 0}, "a red shoe", "shoe", "10"),
                item("blue", new float[] {0.8f, 0.6f, 0}, "two blue shoes", "shoe", "25.5"),
                item("hat", new float[] {0.6f, 0.8f, 0}, "a straw hat for the beach", "hat", "7"),
                item("dog", new float[] {0, 1, 0}, "dogs running on the beach", "animal", "none")));
        filled.commit();
        filled.add(List.of(RandomVectors.item("猫", new float[] {-1, 0, 0}, "一只黑猫坐在沙滩上", Map.of())));
        filled.commit();
        return filled;
    }

    private static IndexItem item(String id, float[] vector, String caption, String category, String price) {
        return RandomVectors.item(id, vector, caption, Map.of("category", category, "price", price));
    }

    @ParameterizedTest
    @EnumSource(SearchKind.class)
    void filtersRestrictTheHitsButNotTheStatistics(SearchKind kind) {
        try (Index other = filled(kind, "other")) {
            assertEquals(List.of("red", "blue"), filtered(other, "category=shoe"));
            assertEquals(List.of("hat", "dog", "猫"), filtered(other, "category!=shoe"));
            assertEquals(List.of("red", "hat"), filtered(other, "price<25.5"));
            assertEquals(List.of("red", "blue", "hat"), filtered(other, "price<=25.5"));
            assertEquals(List.of("blue"), filtered(other, "price>10"));
            assertEquals(List.of("red", "blue"), filtered(other, "price>=10"));
            assertEquals(List.of("red"), filtered(other, "category=shoe", "price<20"));
            assertEquals(List.of(), filtered(other, "category=boat"));
            VectorHits found = other.search(new VectorQuery(FIRST, 9, List.of(Filter.parse("category=hat")), null));
            assertEquals((1 + 0.8 + 0.6 - 1) / 5, found.mean(), 1e-3);
            assertEquals(0.6, found.best(), 1e-3);
        }
    }

    @ParameterizedTest
    @EnumSource(SearchKind.class)
    void conditionsCombine(SearchKind kind) {
        try (Index other = filled(kind, "combined")) {
            Filter shoe = new Filter.Equal("category", "shoe");
            Filter cheap = new Filter.Range("price", 0, 20);
            assertEquals(List.of("red", "blue", "hat"), filtered(other, new Filter.Any(List.of(shoe, cheap))));
            assertEquals(List.of("red"), filtered(other, new Filter.All(List.of(shoe, cheap))));
            assertEquals(List.of("hat", "dog", "猫"), filtered(other, new Filter.Not(shoe)));
            assertEquals(List.of("dog", "猫"), filtered(other, new Filter.Not(new Filter.Any(List.of(shoe, cheap)))));
            assertEquals(
                    List.of("hat", "dog"),
                    filtered(other, new Filter.OneOf("category", List.of("hat", "animal", "boat"))));
            assertEquals(List.of(), filtered(other, new Filter.OneOf("category", List.of())));
            assertEquals(List.of(), filtered(other, new Filter.Any(List.of())));
            assertEquals(5, filtered(other, new Filter.All(List.of())).size());
            assertEquals(
                    List.of("red", "blue"),
                    filtered(other, new Filter.TextRange("category", "hat", false, null, true)));
            assertEquals(
                    List.of("hat", "dog"), filtered(other, new Filter.TextRange("category", null, true, "hat", true)));
            assertEquals(List.of("red", "blue"), filtered(other, new Filter.Contains("category", "ho")));
            assertEquals(List.of(), filtered(other, new Filter.Contains("category", "h*")));
        }
    }

    @Test
    void deletesByAConditionAndAll() {
        index.delete(new Filter.Equal("category", "shoe"));
        index.commit();
        assertEquals(List.of("hat", "dog", "猫"), filtered(index, new Filter.All(List.of())));
        assertThrows(InvalidInputException.class, () -> index.delete(new Filter.Equal("colour", "red")));
        index.deleteAll();
        assertEquals(3, index.size());
        index.commit();
        assertEquals(0, index.size());
    }

    @ParameterizedTest
    @EnumSource(SearchKind.class)
    void returnsTheStoredVectorOfAnItem(SearchKind kind) {
        try (Index other = filled(kind, "vectors")) {
            assertArrayEquals(new float[] {0.6f, 0.8f, 0}, other.vector("hat").orElseThrow(), 5e-4f);
            assertArrayEquals(new float[] {-1, 0, 0}, other.vector("猫").orElseThrow());
            assertTrue(other.vector("boat").isEmpty());
        }
    }

    private static List<String> filtered(Index index, Filter filter) {
        return RandomVectors.ids(index.search(new VectorQuery(FIRST, 9, List.of(filter), null)));
    }

    @Test
    void wordsFindCaptionsByStemAndWithoutAccents() {
        assertEquals(Set.of("red", "blue"), byWords("shoe"));
        assertEquals(Set.of("dog"), byWords("Dogs"));
        assertEquals(Set.of("dog"), byWords("dog run"));
        assertEquals(Set.of("hat", "dog"), byWords("béach"));
        assertEquals(Set.of(), byWords("boat"));
    }

    @Test
    void wordsFindChineseCaptions() {
        assertEquals(Set.of("猫"), byWords("黑猫"));
        assertEquals(Set.of("猫"), byWords("猫"));
        assertEquals(Set.of("猫"), byWords("沙滩"));
        assertEquals(Set.of(), byWords("狗"));
    }

    // By cosine: red, blue, hat, dog, cat; by words: hat and dog alone, one of them first. Reciprocal rank fusion then
    // gives 1/61 to red, 1/62 to blue, 1/63 + 1/(60 + r) to hat and 1/64 + 1/(60 + r) to dog, 1/65 to the cat.
    @Test
    void wordsAndVectorsAreCombinedByReciprocalRanks() {
        VectorHits found = index.search(new VectorQuery(FIRST, 5, List.of(), "beach"));
        List<String> ids = RandomVectors.ids(found);
        assertEquals(Set.of("hat", "dog"), Set.copyOf(ids.subList(0, 2)));
        assertEquals(List.of("red", "blue", "猫"), ids.subList(2, 5));
        assertEquals(0.6, cosine(found, "hat"), 1e-6);
        assertEquals(1, found.best(), 1e-6);
    }

    @Test
    void wordsRespectFilters() {
        VectorHits found = index.search(new VectorQuery(FIRST, 5, List.of(Filter.parse("category=hat")), "beach"));
        assertEquals(List.of("hat"), RandomVectors.ids(found));
    }

    @Test
    void unknownFieldsAreNamedWithASuggestion() {
        assertMessage("unknown field categori; did you mean category?", "categori=shoe");
        assertMessage("unknown field colour; its fields are category, price", "colour=red");
        assertMessage("no value of the field category is a number", "category<3");
    }

    @Test
    void filtersAreParsed() {
        assertEquals(new Filter.Equal("a b", "x=y"), Filter.parse("a b=x=y"));
        assertEquals(new Filter.Range("p", Math.nextUp(2.0), Double.POSITIVE_INFINITY), Filter.parse("p > 2"));
        for (String wrong : List.of("price", "=x", "price<cheap", "price<NaN")) {
            assertThrows(InvalidInputException.class, () -> Filter.parse(wrong), wrong);
        }
    }

    @Test
    void wordsWithoutALetterAreRefused() {
        var refusal = assertThrows(
                InvalidInputException.class, () -> index.search(new VectorQuery(FIRST, 5, List.of(), "!?")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("no letter or digit"), refusal.getMessage());
    }

    @Test
    void aHeldOutWordRemovesItsItems() {
        assertEquals(Map.of("red", 1, "shoe", 2, "a", 2), Map.copyOf(index.wordFrequencies("a red shoe")));
        VectorHits without =
                index.searchHeldOut(List.of(new HeldOutQuery(FIRST, "shoe"))).getFirst();
        assertEquals(0.6, without.best(), 1e-6);
        assertEquals((0.6 - 1) / 3, without.mean(), 1e-6);
        assertEquals(Math.sqrt((0.36 + 1) / 3 - 0.4 * 0.4 / 9), without.standardDeviation(), 1e-6);
    }

    private Set<String> byWords(String words) {
        // An item that fits the words is ahead of those that only the vector ranks after it.
        return index.read(snapshot -> {
            var documents = WordSearch.documents(
                    snapshot.searcher(), words, org.apache.lucene.search.MatchAllDocsQuery.INSTANCE, 10);
            java.util.Set<String> ids = new java.util.HashSet<>();
            for (int document : documents) {
                ids.add(snapshot.reader().storedFields().document(document).get(Fields.ID));
            }
            return ids;
        });
    }

    private static List<String> filtered(Index index, String... filters) {
        List<Filter> all = java.util.Arrays.stream(filters).map(Filter::parse).toList();
        return RandomVectors.ids(index.search(new VectorQuery(FIRST, 9, all, null)));
    }

    private static double cosine(VectorHits found, String id) {
        return found.hits().stream()
                .filter(hit -> hit.id().equals(id))
                .findFirst()
                .orElseThrow()
                .cosine();
    }

    private void assertMessage(String part, String filter) {
        var refusal = assertThrows(InvalidInputException.class, () -> filtered(index, filter));
        assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal.getMessage());
    }
}
