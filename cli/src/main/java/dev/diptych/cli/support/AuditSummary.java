package dev.diptych.cli.support;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.survey.CaptionCoverage;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditedPair;
import dev.diptych.evaluate.audit.FindingKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The counts of an audit: the document of `--json`, and of `audit.json`.
///
/// @param data location of the audited data, with absolute paths
/// @param leftOut number of rows that do not form a pair
/// @param captions how much of the captions the model reads
public record AuditSummary(
        String data,
        int pairs,
        int images,
        int leftOut,
        int judged,
        int kept,
        double wrongShare,
        Map<String, Integer> findings,
        List<Worst> worst,
        CaptionCoverage captions,
        Map<String, String> files) {

    public static final String FILE = "audit.json";

    private static final int SHOWN = 20;

    /// A likely mismatch.
    record Worst(
            int rank,
            double probability,
            String image,
            String caption,
            @Nullable String betterCaption) {}

    public static AuditSummary of(
            String data, Audit audit, int leftOut, CaptionCoverage captions, Map<String, String> files) {
        Map<String, Integer> findings = new LinkedHashMap<>();
        audit.counts().forEach((kind, count) -> findings.put(kind.word(), count));
        List<AuditedPair> ranked = audit.ranked();
        return new AuditSummary(
                data,
                audit.pairs().size(),
                audit.data().images().size(),
                leftOut,
                ranked.size(),
                (int) audit.pairs().stream().filter(AuditedPair::kept).count(),
                audit.wrongShare(),
                findings,
                ranked.stream().limit(SHOWN).map(AuditSummary::worst).toList(),
                captions,
                files);
    }

    private static Worst worst(AuditedPair pair) {
        return new Worst(
                Objects.requireNonNull(pair.rank()),
                Objects.requireNonNull(pair.probability()),
                pair.image(),
                pair.caption(),
                pair.better());
    }

    /// The numbers of findings by kind in this `audit.json`; null if the file does not exist.
    ///
    /// @throws InvalidInputException if it was not written by an audit
    public static @Nullable Map<FindingKind, Integer> earlier(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode findings;
        try {
            findings = JsonMapper.shared().readTree(Files.readString(file)).path("findings");
        } catch (IOException | JacksonException e) {
            throw new InvalidInputException(file + ": was not written by an audit; choose another --out", e);
        }
        if (!findings.isObject()) {
            throw new InvalidInputException(file + ": was not written by an audit; choose another --out");
        }
        Map<FindingKind, Integer> counts = new EnumMap<>(FindingKind.class);
        for (FindingKind kind : FindingKind.values()) {
            int count = findings.path(kind.word()).asInt(0);
            if (count > 0) {
                counts.put(kind, count);
            }
        }
        return counts;
    }

    /// Prints the summary as text.
    public void print(PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "%,d pairs of %,d images; an estimated %.1f %% are mismatched; %,d are in clean.csv",
                pairs,
                images,
                100 * wrongShare,
                kept));
        if (leftOut > 0) {
            out.println(String.format(Locale.ROOT, "%8d  rows that do not form a pair", leftOut));
        }
        findings.forEach((word, count) -> out.println(String.format(Locale.ROOT, "%8d  %s", count, word)));
        files.values().forEach(out::println);
        out.flush();
    }
}
