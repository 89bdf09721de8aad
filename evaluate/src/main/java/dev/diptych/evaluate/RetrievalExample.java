package dev.diptych.evaluate;

import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A text and the images that a model retrieved for it, as an example.
///
/// @param kind why it was chosen
/// @param caption index of the caption in the data set
/// @param rank rank of the correct image, from 1
/// @param images the retrieved images, best first
/// @param cosines their similarity to the text
@SuppressWarnings("ArrayRecordComponent") // read only
public record RetrievalExample(Kind kind, int caption, int rank, int[] images, float[] cosines) {

    /// Why an example was chosen.
    public enum Kind {
        BEST,
        WORST,
        /// Evenly spaced captions: an impression without a selection.
        SAMPLE
    }

    private static final int OF_EACH_KIND = 4;
    private static final int SHOWN = 5;

    /// The texts with the best retrievals, those with the worst, and evenly spaced ones, each of a
    /// different image within its kind.
    static List<RetrievalExample> choose(Embedder.Embedded embedded, int[] ranks) {
        List<Integer> order = IntStream.range(0, ranks.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> ranks[i]))
                .toList();
        List<Integer> chosen = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Integer> some = firstOf(
                    switch (kind) {
                        case BEST -> order;
                        case WORST -> order.reversed();
                        case SAMPLE -> spaced(ranks.length);
                    },
                    embedded);
            chosen.addAll(some);
            some.forEach(_ -> kinds.add(kind));
        }
        var queries = Operators.select(
                embedded.embeddings().text(),
                0,
                Tensors.index(chosen.stream().mapToInt(Integer::intValue).toArray())); // [K, P]
        TopMatches top = TopMatches.of(queries, embedded.embeddings().image(), SHOWN);
        List<RetrievalExample> examples = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            int caption = chosen.get(i);
            examples.add(
                    new RetrievalExample(kinds.get(i), caption, ranks[caption], top.indices()[i], top.scores()[i]));
        }
        return examples;
    }

    private static List<Integer> spaced(int count) {
        return IntStream.range(0, OF_EACH_KIND)
                .mapToObj(i -> (int) ((2L * i + 1) * count / (2L * OF_EACH_KIND)))
                .distinct()
                .toList();
    }

    private static List<Integer> firstOf(List<Integer> captions, Embedder.Embedded embedded) {
        int[] imageOfText = embedded.embeddings().imageOfText();
        Set<Integer> seen = new HashSet<>();
        return captions.stream()
                .filter(caption -> seen.add(imageOfText[caption]))
                .limit(OF_EACH_KIND)
                .toList();
    }
}
