package dev.diptych.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CandidateRowTest {

    private static final Comparator<CandidateRow> ORDER = SearchResult.order(
            TinySearch.recipe("validation.metric=retrieval.text_to_image.r1")
                    .validation()
                    .metric(),
            true);

    private static CandidateRow row(int number, int epochs, Double... values) {
        return new CandidateRow(
                number, new Candidate(new LinkedHashMap<>()), List.of(values), epochs, List.of(values), 0);
    }

    private static List<Integer> ordered(CandidateRow... rows) {
        return Stream.of(rows).sorted(ORDER).map(CandidateRow::number).toList();
    }

    @Test
    void equalMeansAreATieThatTheSmallerSpreadWins() {
        assertEquals(
                row(1, 1, 0.62, 0.60, 0.68).mean(), row(2, 1, 0.74, 0.62, 0.54).mean());
        assertEquals(List.of(2, 1), ordered(row(1, 1, 0.74, 0.62, 0.54), row(2, 1, 0.62, 0.60, 0.68)));
        assertEquals(List.of(1, 2), ordered(row(2, 1, 3.0), row(1, 1, 3.0)));
    }

    @Test
    void longerTrainedComesFirstAndWhatFailedLast() {
        assertEquals(
                List.of(3, 2, 1, 4),
                ordered(row(1, 2, 9.0, 9.0), row(2, 4, 1.0, 1.0), row(3, 4, 2.0, 2.0), row(4, 2, 9.9, Double.NaN)));
    }

    @Test
    void theSpreadIsThatOfASample() {
        assertEquals(1, row(1, 1, 1.0, 2.0, 3.0).spread(), 1e-15);
        assertEquals(Double.NaN, row(1, 1, 1.0).spread());
    }
}
