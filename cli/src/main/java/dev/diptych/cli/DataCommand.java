package dev.diptych.cli;

import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.SurveyTable;
import dev.diptych.cli.support.Version;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.DataFormats;
import dev.diptych.data.format.DataSet;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.data.survey.ContactSheet;
import dev.diptych.data.survey.DataSurvey;
import dev.diptych.hub.HubCache;
import dev.diptych.image.quality.QualityThresholds;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.progress.ConsoleProgress;
import dev.diptych.report.progress.ProgressLine;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych data`: statistics and errors of a data set.
@Command(
        name = "data",
        description = {
            "Print statistics of the images and captions of a data set, and list broken and missing data.",
            "All images are decoded. D is [FORMAT:]PATH[?KEY=VALUE&...], as for all data options; by default, FORMAT is"
                    + " detected from the content. docs/data.md describes formats and keys."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DataCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "D",
            description = "Data set. FORMAT is one of ${COMPLETION-CANDIDATES}.",
            completionCandidates = Formats.class)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--contact-sheet",
            paramLabel = "F.png",
            description = "Write a contact sheet with up to 96 evenly spaced images.")
    private @Nullable Path contactSheet;

    @Option(names = "--images", paramLabel = "N", description = "Decode at most N evenly spaced images instead of all.")
    private int images = Integer.MAX_VALUE;

    @Option(
            names = "--quality",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Thresholds of the quality of images (defaults: blurry=0.29,dark=0.32,light=0.05,"
                    + "low_information=0.3,greyscale=0.5,odd_size=3,odd_aspect=0.35); 0 turns one off.")
    private @Nullable List<String> quality;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Directory of a model or of a run, name of a model on the Hub, or tokenizer.json or vocab.txt:"
                            + " report how many captions it truncates, and the share of tokens that it does not know.")
    private @Nullable Path model;

    /// The names of the formats, for the help text.
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DataFormats.names().iterator();
        }
    }

    @Override
    public Integer call() {
        QualityThresholds thresholds = QualityThresholds.parse("--quality", quality == null ? List.of() : quality);
        DataSet set = DataSets.read(data);
        int read = Math.min(Math.max(1, images), set.pairs().images().size());
        ContactSheet sheet = contactSheet == null ? null : new ContactSheet(read);
        DataSurvey survey;
        try (ProgressLine progress = output.progress()) {
            survey = DataSurvey.of(
                    set, read, LoaderSettings.defaults().threads(), sheet, thresholds, new ConsoleProgress(progress));
        }
        if (model != null) {
            survey = survey.with(
                    CaptionCoverage.of(set.pairs(), ModelDirectory.textPreparation(HubCache.locate(model))));
        }
        if (sheet != null && contactSheet != null) {
            sheet.write(contactSheet);
        }
        if (output.json()) {
            output.printDocument(survey);
        } else {
            SurveyTable.print(output.out(), survey);
        }
        return 0;
    }
}
