package dev.diptych.evaluate.detail;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.TopMatches;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// An image and the captions that a model retrieved for it.
///
/// @param image index of the image in the data set
/// @param captions indices of the captions, best first
/// @param cosines their similarities to the image
@SuppressWarnings("ArrayRecordComponent") // read only
public record CaptionRetrieval(int image, int[] captions, float[] cosines) {

    private static final int EXAMPLES = 4;
    private static final int SHOWN = 5;

    /// The retrievals of some random images that have captions.
    public static List<CaptionRetrieval> random(Embeddings embeddings, RandomKey key) {
        int[] first = embeddings.firstCaptions();
        RandomGenerator generator = key.generator();
        List<Integer> images = new ArrayList<>();
        for (int draw = 0; draw < 10 * EXAMPLES && images.size() < Math.min(EXAMPLES, first.length); draw++) {
            int image = embeddings.imageOfText()[first[generator.nextInt(first.length)]];
            if (!images.contains(image)) {
                images.add(image);
            }
        }
        if (images.isEmpty()) {
            return List.of();
        }
        var queries = Operators.select(
                embeddings.image(),
                0,
                Tensors.index(images.stream().mapToInt(Integer::intValue).toArray())); // [K, P]
        TopMatches top = TopMatches.of(queries, embeddings.text(), SHOWN);
        List<CaptionRetrieval> retrievals = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            retrievals.add(new CaptionRetrieval(images.get(i), top.indices()[i], top.scores()[i]));
        }
        return retrievals;
    }
}
