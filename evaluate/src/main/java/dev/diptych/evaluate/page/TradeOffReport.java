package dev.diptych.evaluate.page;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Origin;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the report of an interpolation tells, as a page, a table and a document.
///
/// @param start the starting model, as the call names it
/// @param finished the finished model
/// @param data what the target was measured on
/// @param guardData what the guard was measured on
public record TradeOffReport(
        TradeOff curve, Origin origin, String start, String finished, String data, String guardData) {

    /// Writes the page: one file that asks nothing of a network or a script.
    public void writePage(Path file) {
        AtomicFile.write(file, TradeOffHtml.toHtml(this));
    }

    /// Writes a row a point: alpha, both figures with their bounds, the share of the starting guard figure that is
    /// kept, the share of the gain, and whether it is the chosen one. What there is not is empty.
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
        }
        return tree;
    }

    /// What was gained and what was lost, and how sure that is, in a sentence or two.
    public String verdict() {
        String certainty = TradeOffWords.certainty(curve);
        return TradeOffWords.verdict(curve) + (certainty.isEmpty() ? "" : " " + certainty);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(Math.rint(value * 1e6) / 1e6) : "";
    }
}
