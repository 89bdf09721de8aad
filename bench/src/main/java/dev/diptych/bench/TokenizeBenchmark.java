package dev.diptych.bench;

import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.GeneratedCaptions;
import dev.diptych.data.Caption;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Padding;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.WordPieceTrainer;
import dev.diptych.torch.Libtorch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Tokenization of captions to batches of BERT ids, on one core. The roofline is the memory bandwidth of one core:
/// text read once, ids and mask written once.
record TokenizeBenchmark(BenchmarkSettings settings) {

    private static final String ONE = "one-thread";

    static final List<String> CASES = List.of(ONE);

    private static final int CAPTIONS = 100_000;
    private static final int VOCABULARY = 4000;
    private static final int BATCH = 128;
    private static final int WARM_UP = 3;
    private static final int REPEAT = 7;

    List<BenchmarkRow> run() throws Exception {
        PeakMemory.reset();
        List<String> captions = captions();
        TextPreparation preparation =
                new TextPreparation(tokenizer(captions), CaptionLengths.LONGEST, Padding.longest());
        long written = tokenize(captions, preparation) * 2 * Long.BYTES;
        long read = captions.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        double milliseconds =
                Stopwatch.medianMilliseconds(WARM_UP, settings.repeat(REPEAT), () -> tokenize(captions, preparation));
        int threads = Libtorch.threads();
        Libtorch.useThreads(1);
        double memory = Roofline.bytes();
        Libtorch.useThreads(threads);
        return List.of(new BenchmarkRow(
                ONE,
                milliseconds,
                captions.size() * 1e3 / milliseconds,
                memory * captions.size() / (read + written),
                PeakMemory.bytes()));
    }

    // The row ranges of all batches.
    private static long tokenize(List<String> captions, TextPreparation preparation) {
        long places = 0;
        for (int from = 0; from < captions.size(); from += BATCH) {
            TokenBatch batch = preparation.batch(captions.subList(from, Math.min(from + BATCH, captions.size())));
            places += (long) batch.size() * batch.length();
        }
        return places;
    }

    private List<String> captions() {
        Path data = settings.data();
        if (data == null) {
            return GeneratedCaptions.make(settings.samples(CAPTIONS));
        }
        return DataSets.read(DataLocation.of(data)).pairs().captions().stream()
                .map(Caption::text)
                .limit(settings.samples(Integer.MAX_VALUE))
                .toList();
    }

    private BertTokenizer tokenizer(List<String> captions) {
        Path vocabulary = settings.vocabulary();
        return vocabulary != null
                ? BertTokenizer.read(vocabulary)
                : BertTokenizer.of(WordPieceTrainer.build(captions, VOCABULARY, true), BertNormalization.uncased());
    }
}
