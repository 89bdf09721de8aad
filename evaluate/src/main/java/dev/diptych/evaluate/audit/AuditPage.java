package dev.diptych.evaluate.audit;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.image.RgbImage;
import dev.diptych.report.html.Origin;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content of the report of an audit, grouped by finding.
///
/// @param title heading, such as the name of the data
/// @param origin provenance of the audit
/// @param headline the main values, by label
/// @param notes sentences about the data as a whole, such as the share of truncated captions
/// @param counts the findings that occur, or occurred in the earlier audit
/// @param compared whether there was an earlier audit
/// @param threshold match probability below which a pair is a mismatch
/// @param suspects likely mismatches, most likely first
/// @param duplicates images that duplicate an earlier one
/// @param leaks images that are also in the other data set
/// @param faults other findings, each with some examples
/// @param shared captions of several images
/// @param leftOut rows that do not form a pair, with place and reason
public record AuditPage(
        String title,
        Origin origin,
        Map<String, String> headline,
        List<String> notes,
        List<Count> counts,
        boolean compared,
        double threshold,
        List<Suspect> suspects,
        List<Match> duplicates,
        List<Match> leaks,
        Map<FindingKind, List<Fault>> faults,
        List<Shared> shared,
        List<String> leftOut) {

    public AuditPage {
        headline = Collections.unmodifiableMap(new LinkedHashMap<>(headline));
        notes = List.copyOf(notes);
        counts = List.copyOf(counts);
        leftOut = List.copyOf(leftOut);
        suspects = List.copyOf(suspects);
        duplicates = List.copyOf(duplicates);
        leaks = List.copyOf(leaks);
        faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
        shared = List.copyOf(shared);
    }

    /// How often a finding occurs.
    ///
    /// @param pairs number of pairs with the finding
    /// @param images number of different images among them
    /// @param before number of pairs in the earlier audit
    public record Count(FindingKind kind, int pairs, int images, int before) {}

    /// A likely mismatch.
    ///
    /// @param probability match probability, 0 to 1
    /// @param calibrated match probability by the model's calibration; null if there is none
    /// @param others other captions of the image
    /// @param nearest the caption of another image that is nearest to the image; null for none
    public record Suspect(
            int rank,
            double probability,
            @Nullable Double calibrated,
            String name,
            RgbImage image,
            String caption,
            List<String> others,
            @Nullable String nearest) {}

    /// Two duplicate images.
    public record Match(String name, RgbImage image, String otherName, RgbImage other, String how) {}

    /// A finding about an image or a caption.
    ///
    /// @param caption empty if the finding is about the image
    /// @param image null if it cannot be read
    public record Fault(
            String name,
            String caption,
            String detail,
            @Nullable RgbImage image) {}

    /// A caption that several images have.
    ///
    /// @param images some of the images, by name
    /// @param total number of images
    public record Shared(String caption, Map<String, RgbImage> images, int total) {

        public Shared {
            images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
        }
    }

    /// Writes the page to `file` atomically: one HTML file without scripts or external resources.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void write(Path file) {
        AtomicFile.write(file, AuditHtml.toHtml(this));
    }
}
