package dev.diptych.cli;

import dev.diptych.Classifier;
import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.embedding.ClassificationTable;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.StopSignals;
import dev.diptych.cli.support.TextLines;
import dev.diptych.cli.support.Version;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.internal.folder.ImageFiles;
import dev.diptych.evaluate.classification.PromptTemplates;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych classify`: zero-shot classification of images.
@Command(
        name = "classify",
        description = {
            "Classify images by labels, zero-shot: an image gets the label whose prompts are nearest to it.",
            "Prints CSV (image,label,probability), or with --json one document per image with the probabilities of all"
                    + " labels. They are calibrated if the model is."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ClassifyCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Parameters(index = "1..*", paramLabel = "IMAGE", description = "Image files, or folders of images.")
    private final List<Path> images = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "Images of a data set, [FORMAT:]PATH[?KEY=VALUE&...], in any format listed by 'diptych data"
                    + " --help', in place of IMAGE.")
    private @Nullable String data;

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "LABELS",
            description = "Labels, separated by commas; or a file with one label per line.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String labels;

    @Option(
            names = "--templates",
            paramLabel = "FILE[#NAME]",
            description = "Prompt templates, one per line, {c} standing for the label; or named JSON lists. By default:"
                    + " a photo of a {c}.")
    private @Nullable String templates;

    @Option(
            names = "--other",
            description = "Leave the label empty where it is more probable that none is right. Requires a calibrated"
                    + " model, see 'diptych evaluate --suite calibration'.")
    private boolean other;

    @Option(names = "--out", paramLabel = "FILE", description = "Output file (default: standard output).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        List<String> read = labels();
        PromptTemplates prompts = templates == null ? PromptTemplates.plain() : PromptTemplates.read(templates);
        Pairs pairs = pairs();
        try (ProgressLine progress = ProgressLine.onStandardError();
                Diptych loaded = Diptych.load(model)) {
            Classifier classifier = loaded.classifier(read, prompts, other);
            StopSignals stop = StopSignals.install("stopping after this batch");
            List<SkippedImages.Skipped> skipped;
            try (ClassificationTable table = ClassificationTable.open(output, out)) {
                skipped = classifier.classify(pairs, table::add, new ConsoleProgress(progress), stop.token());
            }
            skipped.forEach(each -> progress.say("skipped " + each.name() + ": " + each.reason()));
            if (stop.isRequested()) {
                return stop.exitStatus();
            }
            if (skipped.size() == pairs.images().size()) {
                throw new InvalidInputException("none of the images could be read");
            }
            return 0;
        }
    }

    private List<String> labels() throws IOException {
        Path file = Path.of(labels);
        List<String> all = (Files.isRegularFile(file) ? TextLines.read(file) : Arrays.asList(labels.split(",")))
                .stream().map(String::strip).filter(label -> !label.isEmpty()).toList();
        if (all.isEmpty()) {
            throw new InvalidInputException(
                    "--labels: no label in " + labels + "; give a,b,c or a file with one per line");
        }
        return all;
    }

    private Pairs pairs() {
        if (images.isEmpty() == (data == null)) {
            throw new InvalidInputException("give the images either as IMAGE or with --data");
        }
        return data == null
                ? ImageFiles.read(images)
                : DataSets.readImages(
                        DataLocation.parse(data), LoaderSettings.defaults().unreadableShare());
    }
}
