package dev.diptych.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reciprocal rank fusion: a document has the score Σ 1 / (60 + rank) over the rankings that
/// contain it (Cormack, Clarke and Büttcher, 2009).
final class RankFusion {

    private static final double CONSTANT = 60;

    private RankFusion() {}

    /// The documents of all rankings, best first; equal scores in the order of the documents.
    static List<Integer> fuse(List<List<Integer>> rankings) {
        Map<Integer, Double> scores = new HashMap<>();
        for (List<Integer> ranking : rankings) {
            for (int rank = 1; rank <= ranking.size(); rank++) {
                scores.merge(ranking.get(rank - 1), 1 / (CONSTANT + rank), Double::sum);
            }
        }
        List<Integer> documents = new ArrayList<>(scores.keySet());
        documents.sort(Comparator.comparing((Integer document) -> scores.getOrDefault(document, 0.0))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        return documents;
    }
}
