package dev.diptych.cli.support;

import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.data.survey.CaptionSurvey;
import dev.diptych.data.survey.DataSurvey;
import dev.diptych.data.survey.Distribution;
import dev.diptych.data.survey.ImageSurvey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Prints a survey as text.
public final class SurveyTable {

    private static final int SHOWN = 20;
    private static final int BAR = 40;

    private final PrintWriter out;

    private SurveyTable(PrintWriter out) {
        this.out = out;
    }

    public static void print(PrintWriter out, DataSurvey survey) {
        new SurveyTable(out).print(survey);
        out.flush();
    }

    private void print(DataSurvey survey) {
        ImageSurvey images = survey.images();
        CaptionSurvey captions = survey.captions();
        line("format               %s", survey.format());
        line("images               %d", images.count());
        line("  decoded            %d", images.inspected() - images.broken().size());
        line("  broken             %d", images.broken().size());
        line("captions             %d", captions.count());
        line("  different          %d", captions.different());
        line("  repeated, one image %d", captions.ofOneImageTwice());
        line("  of several images  %d", captions.ofSeveralImages());
        line("swapped captions     %d", survey.swappedCaptions());
        line("rows skipped         %d", survey.leftOut().size());
        line("");
        line("                        mean     min      5%%     25%%  median     75%%     95%%     max");
        row("captions per image", captions.perImage());
        row("words per caption", captions.words());
        row("characters per caption", captions.characters());
        row("width in pixels", images.width());
        row("height in pixels", images.height());
        histogram(captions.lengths(), captions.words() == null ? "characters" : "words");
        list("warnings", warnings(survey), Function.identity());
        list("captions of several images", captions.repeated(), each -> each.images() + "  " + each.caption());
        list("broken images", images.broken(), each -> each.image() + ": " + each.reason());
        images.issues()
                .forEach((issue, found) -> list(
                        "%s images: %d".formatted(issue.replace('_', ' '), found.size()),
                        found,
                        each -> String.format(Locale.ROOT, "%s: score %.2f", each.image(), each.score())));
        list("rows skipped", survey.leftOut(), each -> each.place() + ": " + each.reason());
    }

    private static List<String> warnings(DataSurvey survey) {
        CaptionCoverage coverage = survey.coverage();
        return Stream.concat(
                        survey.warnings().stream(),
                        coverage == null ? Stream.of() : coverage.lines("captions").stream())
                .toList();
    }

    private void row(String name, @Nullable Distribution values) {
        if (values != null) {
            line(
                    "%-20s %7.1f %7d %7d %7d %7d %7d %7d %7d",
                    name,
                    values.mean(),
                    values.least(),
                    values.percentile5(),
                    values.percentile25(),
                    values.median(),
                    values.percentile75(),
                    values.percentile95(),
                    values.most());
        }
    }

    private void histogram(@Nullable Distribution lengths, String unit) {
        if (lengths == null) {
            return;
        }
        long most = lengths.histogram().stream()
                .mapToLong(Distribution.Bin::count)
                .max()
                .orElse(1);
        line("%n%-10s captions", unit);
        for (Distribution.Bin bin : lengths.histogram()) {
            String range = bin.from() == bin.to() ? "" + bin.from() : bin.from() + "-" + bin.to();
            line("%-8s %8d %s", range, bin.count(), "#".repeat((int) (BAR * bin.count() / most)));
        }
    }

    private <T> void list(String title, List<T> items, Function<T, String> show) {
        if (items.isEmpty()) {
            return;
        }
        line("%n%s", title);
        items.stream().limit(SHOWN).forEach(item -> line("  %s", show.apply(item)));
        if (items.size() > SHOWN) {
            line("  ... and %d more; --json lists all", items.size() - SHOWN);
        }
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
