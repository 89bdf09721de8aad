package dev.diptych.serve.internal.review;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.serve.internal.http.Reply;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The cleaned data of a review, as `image,caption` in the order of the data: what the audit keeps,
/// changed by the decisions.
final class CleanTable {

    private CleanTable() {}

    static String of(Review review) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord("image", "caption");
            for (AuditRow row : review.rows()) {
                String caption = review.state(row.row()).cleaned();
                if (caption != null) {
                    csv.writeRecord(row.image(), caption);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static Reply reply(Review review) {
        return new Reply.Content(
                Reply.OK,
                "text/csv; charset=utf-8",
                of(review).getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Disposition", "attachment; filename=\"clean.csv\""));
    }
}
