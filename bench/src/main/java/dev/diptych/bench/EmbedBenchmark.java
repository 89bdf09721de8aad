package dev.diptych.bench;

import dev.diptych.Diptych;
import dev.diptych.EmbeddingOptions;
import dev.diptych.base.CancellationToken;
import dev.diptych.base.ProgressListener;
import dev.diptych.bench.data.GeneratedJpegs;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.model.embed.EmbeddingEngine;
import dev.diptych.model.embed.EncoderOutput;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Embedding a folder of JPEG files into Parquet files, as `diptych embed` does. The roofline is the embedding engine
/// alone, which reads and encodes the same files and writes nothing.
record EmbedBenchmark(BenchmarkSettings settings) {

    private static final int FILES = 64;
    private static final int REPEAT = 3;

    /// @param images number of images, unless `--samples` is given
    private enum Case {
        SMALL("small", StepCase.Size.SMALL, Precision.FP32, 1280),
        B32("b32", StepCase.Size.B32, Precision.FP32, 192),
        B32_BF16("b32-bf16", StepCase.Size.B32, Precision.BF16, 192);

        private final String title;
        private final StepCase.Size size;
        private final Precision precision;
        private final int images;

        Case(String title, StepCase.Size size, Precision precision, int images) {
            this.title = title;
            this.size = size;
            this.precision = precision;
            this.images = images;
        }
    }

    static final List<String> CASES =
            Stream.of(Case.values()).map(each -> each.title).toList();

    List<BenchmarkRow> run() throws Exception {
        Libtorch.useThreads(settings.threads(Libtorch.threads()));
        List<BenchmarkRow> rows = new ArrayList<>();
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            List<Path> files = files(folder.path().resolve("jpegs"));
            for (Case each : Case.values()) {
                if (settings.wants(each.title, true)) {
                    settings.progress().say("embed: " + each.title);
                    Path own = Files.createDirectory(folder.path().resolve(each.title));
                    rows.add(row(each, own, images(files, settings.samples(each.images))));
                }
            }
        }
        return rows;
    }

    private List<Path> files(Path generated) throws IOException {
        Path folder = GeneratedJpegs.folder(settings.images(), settings.keep(), generated, FILES);
        return GeneratedJpegs.list(folder);
    }

    private static Pairs images(List<Path> files, int count) {
        List<ImageItem> images = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            images.add(new ImageItem("image-" + number, new FileImage(files.get(number % files.size()))));
        }
        return new Pairs(images, List.of(), List.of());
    }

    private BenchmarkRow row(Case each, Path folder, Pairs pairs) throws Exception {
        PeakMemory.reset();
        Path model = RandomModel.write(each.size, folder);
        EmbeddingOptions options = EmbeddingOptions.defaults().withKinds(Set.of(EmbeddingKind.IMAGES));
        List<Double> written = new ArrayList<>();
        List<Double> engine = new ArrayList<>();
        try (Diptych loaded = Diptych.load(model, each.precision);
                var _ = TensorScope.open()) {
            ImageTextModel alone = ModelDirectory.load(model);
            int repeat = settings.repeat(REPEAT);
            for (int round = -1; round < repeat; round++) { // alternately; the first round warms up
                double seconds = Stopwatch.milliseconds(() -> encode(alone, each.precision, pairs, options));
                Path out = folder.resolve("embeddings" + round);
                double whole = Stopwatch.milliseconds(() -> loaded.writeEmbeddings(
                        pairs, out, options, ProgressListener.nobody(), new CancellationToken()));
                if (round >= 0) {
                    engine.add(seconds);
                    written.add(whole);
                }
            }
        }
        double milliseconds = median(written);
        double images = pairs.images().size();
        return new BenchmarkRow(
                each.title,
                milliseconds,
                images * 1e3 / milliseconds,
                images * 1e3 / median(engine),
                PeakMemory.bytes());
    }

    private static void encode(ImageTextModel model, Precision precision, Pairs pairs, EmbeddingOptions options) {
        LoaderSettings defaults = LoaderSettings.defaults();
        LoaderSettings loading = new LoaderSettings(defaults.threads(), defaults.ahead(), 0, options.unreadableShare());
        ModelInput input =
                ModelInput.plain(pairs, ImagePreparation.plain(model.processor()), model.textPreparation(), 0);
        try (var _ = TensorScope.open()) {
            new EmbeddingEngine(model.encoder(), options.batch(), loading, precision, ProgressListener.nobody())
                    .images(pairs, input, EnumSet.of(EncoderOutput.EMBEDDING), (_, _) -> {});
        }
    }

    private static double median(List<Double> values) {
        return Stopwatch.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
