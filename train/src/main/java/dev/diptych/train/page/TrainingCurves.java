package dev.diptych.train.page;

import dev.diptych.evaluate.RetentionSuite;
import dev.diptych.report.ChanceLevel;
import dev.diptych.report.LogEntry;
import dev.diptych.report.html.LineChart;
import dev.diptych.report.html.LineChart.Series;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.train.internal.ValidationLoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// The charts of a training run, created from its log.
final class TrainingCurves {

    private static final String OVERALL = "compositional.overall";

    private final List<LogEntry.Step> steps = new ArrayList<>();
    private final List<LogEntry.Validation> validations = new ArrayList<>();

    private TrainingCurves(List<LogEntry> log) {
        for (LogEntry entry : log) {
            switch (entry) {
                case LogEntry.Step step -> steps.add(step);
                case LogEntry.Validation validation -> validations.add(validation);
            }
        }
    }

    /// All charts; those without values in the log are empty.
    ///
    /// @param bestEpoch epoch of the saved model, which is marked; 0 if unknown
    static List<LineChart> of(List<LogEntry> log, int bestEpoch) {
        TrainingCurves curves = new TrainingCurves(log);
        return curves.charts().stream()
                .map(chart -> bestEpoch > 0 && chart.across().equals("epoch")
                        ? chart.with(new LineChart.Mark.Position(bestEpoch, "best epoch " + bestEpoch))
                        : chart)
                .toList();
    }

    private List<LineChart> charts() {
        return List.of(
                loss(),
                lossByEpoch(),
                recall("Recall on validation, text to image (%)", "retrieval.text_to_image."),
                recall("Recall on validation, image to text (%)", "retrieval.image_to_text."),
                medianRank(),
                validation("Accuracy of the matching head (%)", matching()),
                validation("Hard negative captions, validation accuracy (%)", compositional()),
                validation("Retention metric", guard()),
                new LineChart("Temperature", "step", List.of(step("temperature", LogEntry.Step::temperature))),
                new LineChart("Learning rate", "step", List.of(step("learning rate", LogEntry.Step::learningRate))),
                new LineChart("Gradient norm", "step", List.of(step("gradient norm", LogEntry.Step::gradientNorm))),
                new LineChart(
                        "Samples per second",
                        "step",
                        List.of(step("samples per second", LogEntry.Step::samplesPerSecond))));
    }

    private LineChart loss() {
        Map<String, Series> series = new LinkedHashMap<>();
        series.put("", step("loss", LogEntry.Step::loss));
        for (LogEntry.Step entry : steps) {
            if (entry.terms().size() > 1) { // a single term equals the loss
                entry.terms()
                        .keySet()
                        .forEach(name -> series.computeIfAbsent(
                                name, term -> step(term, step -> step.terms().getOrDefault(term, Double.NaN))));
            }
        }
        return new LineChart("Training loss", "step", List.copyOf(series.values()));
    }

    // Each term of the loss that validation has, too: its mean over the logged steps of an epoch, and on validation
    // data.
    private LineChart lossByEpoch() {
        List<String> names = validations.stream()
                .flatMap(validation -> validation.metrics().values().keySet().stream())
                .filter(ValidationLoss::isTerm)
                .distinct()
                .toList();
        List<Double> epochs = validations.stream()
                .map(v -> (double) v.epoch())
                .filter(epoch -> epoch > 0)
                .toList();
        List<Series> series = new ArrayList<>();
        for (String name : names) {
            String term = ValidationLoss.term(name);
            String suffix = names.size() == 1 ? "" : ", " + term.replace('_', ' ');
            series.add(new Series(
                    "training" + suffix,
                    epochs,
                    epochs.stream().map(epoch -> meanOfEpoch(term, epoch)).toList()));
            series.add(new Series(
                    "validation" + suffix,
                    epochs,
                    validations.stream()
                            .filter(v -> v.epoch() > 0)
                            .map(v -> v.metrics().get(name).orElse(Double.NaN))
                            .toList()));
        }
        return new LineChart("Loss, training and validation", "epoch", series);
    }

    private double meanOfEpoch(String term, double epoch) {
        return steps.stream()
                .filter(step -> step.epoch() == epoch)
                .mapToDouble(step -> step.terms().getOrDefault(term, Double.NaN))
                .average()
                .orElse(Double.NaN);
    }

    private LineChart recall(String title, String prefix) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String k : List.of("1", "5", "10")) {
            names.put(prefix + "r" + k, "R@" + k);
        }
        LineChart chart = validation(title, names);
        OptionalDouble chance = validations.isEmpty()
                ? OptionalDouble.empty()
                : validations.getLast().metrics().get(prefix + "r1_chance");
        return chance.isPresent() ? chart.with(new LineChart.Mark.Level(chance.getAsDouble(), "chance, R@1")) : chart;
    }

    private LineChart medianRank() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("retrieval.text_to_image.median_rank", "text to image");
        names.put("retrieval.image_to_text.median_rank", "image to text");
        return validation("Median rank on validation", names);
    }

    private static Map<String, String> matching() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("matching.accuracy", "matching accuracy");
        names.put("matching.accuracy_chance", "chance");
        return names;
    }

    private Map<String, String> compositional() {
        Map<String, String> names = new LinkedHashMap<>();
        for (LogEntry.Validation validation : validations) {
            for (String name : validation.metrics().values().keySet()) {
                if (name.startsWith("compositional.")
                        && !name.startsWith(OVERALL)
                        && ChanceLevel.of(validation.metrics(), name).isPresent()) {
                    names.put(name, name.substring("compositional.".length()) + " swap");
                }
            }
        }
        names.put(OVERALL + "_chance", "chance");
        return names;
    }

    private Map<String, String> guard() {
        Map<String, String> names = new LinkedHashMap<>();
        for (RetentionSuite suite : RetentionSuite.values()) {
            String name = "guard." + suite.metric();
            MetricDescription measure = MetricDescription.of(name);
            names.put(name, measure.label() + (measure.unit().isEmpty() ? "" : " (" + measure.unit() + ")"));
        }
        return names;
    }

    private LineChart validation(String title, Map<String, String> names) {
        List<Series> series = new ArrayList<>();
        List<Double> epochs = validations.stream().map(v -> (double) v.epoch()).toList();
        names.forEach((name, label) -> series.add(new Series(
                label,
                epochs,
                validations.stream()
                        .map(v -> v.metrics().get(name).orElse(Double.NaN))
                        .toList())));
        return new LineChart(title, "epoch", series);
    }

    private Series step(String name, ToDoubleFunction<LogEntry.Step> value) {
        return new Series(
                name,
                steps.stream().map(step -> (double) step.step()).toList(),
                steps.stream().map(step -> value.applyAsDouble(step)).toList());
    }
}
