package dev.diptych.bench;

import dev.diptych.base.RandomKey;
import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.GeneratedJpegs;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.batch.EvaluationLoader;
import dev.diptych.data.batch.ImageBatch;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.image.internal.jpeg.JpegDecodeSpeed;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Padding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Decoding and preprocessing of JPEG bytes in memory to batches of pixels for CLIP, with the loader of training.
record DataBenchmark(BenchmarkSettings settings) {

    private static final String ONE = "one-thread";
    private static final String SEVERAL = "several-threads";

    static final List<String> CASES = List.of(ONE, SEVERAL);

    private static final int FILES = 64;
    private static final int ROUNDS = 10;
    private static final int SIDE = 224;
    private static final int BATCH = 64;
    private static final int WARM_UP = 3;
    private static final int REPEAT = 5;

    List<BenchmarkRow> run() throws Exception {
        List<byte[]> files = files();
        List<BenchmarkRow> rows = new ArrayList<>();
        if (settings.wants(ONE, true)) {
            rows.add(row(ONE, files, 1));
        }
        if (settings.wants(SEVERAL, true)) {
            rows.add(row(SEVERAL, files, settings.threads(2)));
        }
        return rows;
    }

    private List<byte[]> files() throws IOException {
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            return GeneratedJpegs.read(
                    GeneratedJpegs.folder(settings.images(), settings.keep(), temporary.path(), FILES));
        }
    }

    private BenchmarkRow row(String name, List<byte[]> files, int threads) throws Exception {
        settings.progress().say("data: %s (%d)".formatted(name, threads));
        PeakMemory.reset();
        int rounds = Math.max(1, ROUNDS * FILES / files.size());
        Pairs pairs = pairs(files, rounds);
        EvaluationLoader loader = new EvaluationLoader(
                pairs,
                ModelInput.plain(pairs, ImagePreparation.plain(ImageProcessor.clip(SIDE)), texts(), 0),
                new LoaderSettings(threads, 4, 0, 0),
                RandomKey.of(0));
        double decoding = JpegDecodeSpeed.imagesPerSecond(files, rounds, threads);
        double milliseconds = Stopwatch.medianMilliseconds(WARM_UP, settings.repeat(REPEAT), () -> read(loader));
        decoding = Math.max(decoding, JpegDecodeSpeed.imagesPerSecond(files, rounds, threads));
        double perSecond = pairs.images().size() * 1e3 / milliseconds;
        return new BenchmarkRow(name, milliseconds, perSecond, decoding, PeakMemory.bytes());
    }

    private static void read(EvaluationLoader loader) {
        try (BatchStream<ImageBatch> batches = loader.images(BATCH)) {
            while (batches.hasNext()) {
                batches.next().close();
            }
        }
    }

    private static Pairs pairs(List<byte[]> files, int rounds) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < rounds * files.size(); i++) {
            byte[] file = files.get(i % files.size());
            String name = "image-" + i;
            images.add(new ImageItem(name, () -> ImageDecoder.decode(file, name)));
            captions.add(new Caption(i, "a picture"));
        }
        return new Pairs(images, captions, List.of());
    }

    // The loader requires a text preparation, although no texts are read here.
    private static TextPreparation texts() {
        List<String> vocabulary = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "picture");
        return new TextPreparation(
                BertTokenizer.of(vocabulary, BertNormalization.uncased()), CaptionLengths.LONGEST, Padding.longest());
    }
}
