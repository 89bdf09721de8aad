package dev.diptych.evaluate.page;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Origin;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Report of an interpolation as an HTML page, a table and a JSON document.
///
/// @param start the starting model, as given by the user
/// @param finished the finished model
/// @param data data of the target
/// @param guardData data of the retention check
public record TradeOffReport(
        TradeOff curve, Origin origin, String start, String finished, String data, String guardData) {

    /// Writes the page: one HTML file without scripts or external resources.
    public void writePage(Path file) {
        AtomicFile.write(file, TradeOffHtml.toHtml(this));
    }

    /// Writes one row per point: alpha, both metrics with their confidence intervals, capability retained, gain
    /// retained, and whether it is selected. Missing values are empty.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void writeTable(Path file) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(
                    "alpha",
                    curve.target().name(),
                    "low",
                    "high",
                    "guard." + curve.guard(),
                    "guard_low",
                    "guard_high",
                    "kept",
                    "gained",
                    "chosen");
            for (TradeOff.Point point : curve.points()) {
                csv.writeRecord(
                        number(point.alpha()),
                        number(point.target().value()),
                        number(point.target().low()),
                        number(point.target().high()),
                        number(point.guard().value()),
                        number(point.guard().low()),
                        number(point.guard().high()),
                        number(curve.kept(point)),
                        number(curve.gained(point)),
                        point.equals(curve.chosen()) ? "yes" : "no");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        AtomicFile.write(file, text.toString());
    }

    /// The curve as JSON.
    public ObjectNode toTree() {
        ObjectNode tree = JsonMapper.shared().createObjectNode();
        tree.put("target", curve.target().name());
        tree.put("guard", curve.guard());
        tree.put("keep", curve.keep());
        tree.put("chosen", curve.chosen().alpha());
        tree.put("verdict", verdict());
        var points = tree.putArray("points");
        for (TradeOff.Point point : curve.points()) {
            ObjectNode node = points.addObject();
            Metrics.putFigure(node, "alpha", point.alpha());
            Metrics.putFigure(node, "target", point.target().value());
            Metrics.putFigure(node, "target_low", point.target().low());
            Metrics.putFigure(node, "target_high", point.target().high());
            Metrics.putFigure(node, "guard", point.guard().value());
            Metrics.putFigure(node, "guard_low", point.guard().low());
            Metrics.putFigure(node, "guard_high", point.guard().high());
            Metrics.putFigure(node, "kept", curve.kept(point));
            Metrics.putFigure(node, "gained", curve.gained(point));
            curve.targetChange(point).ifPresent(change -> put(node.putObject("target_change"), change));
            curve.guardChange(point).ifPresent(change -> put(node.putObject("guard_change"), change));
        }
        return tree;
    }

    private static void put(ObjectNode node, MetricComparison change) {
        node.put("verdict", change.verdict().text());
        Metrics.putFigure(node, "difference", change.difference());
        Metrics.putFigure(node, "low", change.low());
        Metrics.putFigure(node, "high", change.high());
    }

    /// One or two sentences about gain and loss, and their certainty.
    public String verdict() {
        String certainty = TradeOffWords.certainty(curve);
        return TradeOffWords.verdict(curve) + (certainty.isEmpty() ? "" : " " + certainty);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(Math.rint(value * 1e6) / 1e6) : "";
    }
}
