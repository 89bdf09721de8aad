package dev.diptych.bench;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.evaluate.retrieval.Retrieval;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Exact retrieval ranks in both directions, with five captions per image and random features.
record EvaluateBenchmark(BenchmarkSettings settings) {

    private static final String RETRIEVAL = "retrieval-512";

    static final List<String> CASES = List.of(RETRIEVAL);

    private static final int IMAGES = 20_000;
    private static final int CAPTIONS_OF_IMAGE = 5;
    private static final int WIDTH = 512;
    private static final int PIECE = 1000;

    List<BenchmarkRow> run() throws Exception {
        Libtorch.useThreads(settings.threads(Libtorch.threads()));
        PeakMemory.reset();
        double before = Roofline.flops(Precision.FP32);
        int images = settings.samples(IMAGES);
        int texts = CAPTIONS_OF_IMAGE * images;
        try (var _ = TensorScope.open()) {
            int[] imageOfText = new int[texts];
            Arrays.setAll(imageOfText, text -> text / CAPTIONS_OF_IMAGE);
            Embeddings embeddings = new Embeddings(
                    features("image", images), features("text", texts), imageOfText); // [N, P] and [M, P]
            Retrieval.ranks(first(embeddings, Math.min(images, 1000))); // warms up
            double milliseconds =
                    Stopwatch.medianMilliseconds(0, settings.repeat(1), () -> Retrieval.ranks(embeddings));
            double scores = (double) images * texts;
            double roofline = Math.max(before, Roofline.flops(Precision.FP32)) / (2 * WIDTH);
            return List.of(new BenchmarkRow(
                    RETRIEVAL, milliseconds, scores * 1e3 / milliseconds, roofline, PeakMemory.bytes()));
        }
    }

    private static Tensor features(String name, int count) {
        Tensor features = Tensors.zeros(count, WIDTH); // [K, P]
        for (int first = 0; first < count; first += PIECE) { // generated in pieces to limit peak memory
            try (var _ = TensorScope.open()) {
                int rows = Math.min(PIECE, count - first); // R
                Tensor values = Tensors.normal(RandomKey.of(first).with(name), 1, rows, WIDTH); // [R, P]
                features.narrow(0, first, rows).copy_(Operators.normalise(values));
            }
        }
        return features;
    }

    private static Embeddings first(Embeddings all, int images) {
        int texts = CAPTIONS_OF_IMAGE * images;
        return new Embeddings(
                all.image().narrow(0, 0, images),
                all.text().narrow(0, 0, texts),
                Arrays.copyOf(all.imageOfText(), texts));
    }
}
