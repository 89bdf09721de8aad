package dev.diptych.cli;

import dev.diptych.base.internal.AtomicDirectory;
import dev.diptych.base.internal.DirectoryLock;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.export.EncoderDifference;
import dev.diptych.export.ExportFormat;
import dev.diptych.hub.HubCache;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych export`: exports a model for other programs.
@Command(
        name = "export",
        description = {
            "Export a model for other programs.",
            "huggingface: a directory for Python's transformers, with a model card that contains example code. open_clip: a"
                    + " directory that open_clip reads as local-dir:DIR, for models with CLIP's text encoder. onnx:"
                    + " vision.onnx and text.onnx for any ONNX runtime, with the files of image processor and"
                    + " tokenizer. Both are run in ONNX Runtime and compared with the model; the exit status is 1 if"
                    + " they differ by more than 1e-4."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FORMAT",
            completionCandidates = FormatNames.class,
            description = "Format: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String to;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Output directory, created by the command.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    /// The values of `--to`, for help and completion.
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ExportFormat.all().stream().map(ExportFormat::name).iterator();
        }
    }

    /// An exported file and its size.
    record Written(String name, long bytes) {}

    /// The document of `--json`.
    ///
    /// @param differences largest difference between an exported encoder and the model's, by encoder; empty if
    ///     none
    ///     was run
    record Document(
            String format,
            String directory,
            List<Written> files,
            Map<String, Double> differences,
            double tolerance,
            boolean agrees,
            List<String> leftOut,
            List<String> warnings) {}

    @Override
    public Integer call() throws IOException {
        ExportFormat format = ExportFormat.named(to);
        ImageTextModel source = ModelDirectory.load(HubCache.locate(model));
        write(format, source);
        Logger log = LoggerFactory.getLogger(ExportCommand.class);
        format.warnings(source).forEach(log::warn);
        List<EncoderDifference> differences = format.compare(source, out);
        boolean agrees = differences.stream().allMatch(EncoderDifference::agrees);
        Map<String, Double> byEncoder = new LinkedHashMap<>();
        differences.forEach(each -> byEncoder.put(each.encoder(), each.difference()));
        Document document = new Document(
                format.name(),
                out.toString(),
                files(),
                byEncoder,
                EncoderDifference.TOLERANCE,
                agrees,
                format.leftOut(source),
                format.warnings(source));
        if (output.json()) {
            output.printDocument(document);
        } else {
            print(document);
        }
        if (!agrees) {
            log.error(
                    "{}: the exported files differ from the model by more than {}; they were kept for inspection",
                    out,
                    EncoderDifference.TOLERANCE);
        }
        return agrees ? 0 : 1;
    }

    // All or nothing. The lock is released before its directory is deleted.
    private void write(ExportFormat format, ImageTextModel source) throws IOException {
        try (AtomicDirectory draft = begun(format, source)) {
            draft.publish();
        }
    }

    private AtomicDirectory begun(ExportFormat format, ImageTextModel source) throws IOException {
        try (DirectoryLock _ = DirectoryLock.takeEmpty(out, "an export")) {
            AtomicDirectory draft = AtomicDirectory.replacing(out);
            try {
                format.write(source, draft.path());
                return draft;
            } catch (IOException | RuntimeException failure) {
                draft.close();
                throw failure;
            }
        }
    }

    private List<Written> files() throws IOException {
        List<Written> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(out)) {
            for (Path file : entries.sorted().toList()) {
                files.add(new Written(file.getFileName().toString(), Files.size(file)));
            }
        }
        return files;
    }

    private void print(Document document) {
        for (Written file : document.files()) {
            output.out().printf(Locale.ROOT, "%-28s %,14d bytes%n", file.name(), file.bytes());
        }
        document.differences()
                .forEach((encoder, difference) -> output.out()
                        .printf(
                                Locale.ROOT,
                                "%s: largest difference between ONNX Runtime and libtorch %.2g%n",
                                encoder,
                                difference));
        document.leftOut().forEach(part -> output.out().println("not exported: " + part));
        output.out().flush();
    }
}
