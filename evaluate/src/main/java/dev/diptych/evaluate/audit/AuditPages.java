package dev.diptych.evaluate.audit;

import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.SkippedRow;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Origin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The report of an audit, with pictures.
public final class AuditPages {

    private static final int SUSPECTS = 100;
    private static final int MATCHES = 50;
    private static final int FAULTS = 12;

    private AuditPages() {}

    /// @param title the page's heading
    /// @param origin provenance of the audit
    /// @param earlier number of pairs with each kind of finding in an earlier audit; null for none
    /// @param leftOut rows that do not form a pair
    public static AuditPage of(
            Audit audit,
            String title,
            Origin origin,
            @Nullable Map<FindingKind, Integer> earlier,
            List<SkippedRow> leftOut) {
        return new AuditPage(
                title,
                origin,
                headline(audit),
                meanings(audit.counts()),
                earlier == null ? null : meanings(earlier),
                suspects(audit),
                matches(audit.duplicates()),
                matches(audit.leaks()),
                faults(audit),
                leftOut.stream().map(row -> row.place() + ": " + row.reason()).toList());
    }

    private static Map<String, Integer> meanings(Map<FindingKind, Integer> counts) {
        Map<String, Integer> meanings = new LinkedHashMap<>();
        counts.forEach((kind, count) -> meanings.put(kind.meaning(), count));
        return meanings;
    }

    private static Map<String, String> headline(Audit audit) {
        long kept = audit.pairs().stream().filter(AuditedPair::kept).count();
        Map<String, String> headline = new LinkedHashMap<>();
        headline.put("Pairs", "%,d".formatted(audit.pairs().size()));
        headline.put("Images", "%,d".formatted(audit.data().images().size()));
        headline.put("Estimated mismatched pairs", String.format(Locale.ROOT, "%.1f %%", 100 * audit.wrongShare()));
        headline.put("Pairs in clean.csv", "%,d".formatted(kept));
        return headline;
    }

    private static List<AuditPage.Suspect> suspects(Audit audit) {
        Pairs data = audit.data();
        Map<String, ImageItem> images = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.range(0, data.images().size()).forEach(i -> {
            images.put(data.image(i).name(), data.image(i));
            numbers.put(data.image(i).name(), i);
        });
        List<AuditPage.Suspect> suspects = new ArrayList<>();
        for (AuditedPair pair : audit.ranked().stream().limit(SUSPECTS).toList()) {
            RgbImage image = read(Objects.requireNonNull(images.get(pair.image())));
            if (image != null) {
                List<String> others = IntStream.of(data.captionsOf(Objects.requireNonNull(numbers.get(pair.image()))))
                        .mapToObj(data::text)
                        .filter(text -> !text.equals(pair.caption()))
                        .limit(4)
                        .toList();
                suspects.add(new AuditPage.Suspect(
                        Objects.requireNonNull(pair.rank()),
                        Objects.requireNonNull(pair.probability()),
                        pair.calibrated(),
                        pair.image(),
                        image,
                        pair.caption(),
                        others,
                        pair.better()));
            }
        }
        return suspects;
    }

    private static List<AuditPage.Match> matches(List<Audit.ImageMatch> matches) {
        List<AuditPage.Match> shown = new ArrayList<>();
        for (Audit.ImageMatch match : matches.stream().limit(MATCHES).toList()) {
            RgbImage image = read(match.image());
            RgbImage other = read(match.other());
            if (image != null && other != null) {
                shown.add(new AuditPage.Match(
                        match.image().name(), image, match.other().name(), other, match.how()));
            }
        }
        return shown;
    }

    // Findings with their own sections above are omitted here.
    private static Map<String, List<AuditPage.Fault>> faults(Audit audit) {
        Map<FindingKind, List<AuditPage.Fault>> faults = new EnumMap<>(FindingKind.class);
        Map<String, ImageItem> images = new HashMap<>();
        audit.data().images().forEach(item -> images.put(item.name(), item));
        for (AuditedPair pair : audit.pairs()) {
            for (Finding finding : pair.findings()) {
                switch (finding.kind()) {
                    case MISMATCH, LEAK, EXACT_DUPLICATE, NEAR_DUPLICATE -> {}
                    case UNREADABLE_IMAGE,
                            TINY_IMAGE,
                            ODD_ASPECT,
                            ODD_SIZE,
                            ONE_COLOUR,
                            BLURRY,
                            DARK,
                            LIGHT,
                            LOW_INFORMATION,
                            GREYSCALE -> addImage(faults, finding, pair, images);
                    case EMPTY_CAPTION,
                            MOJIBAKE,
                            DAMAGED_CAPTION,
                            TRUNCATED_CAPTION,
                            NO_SENTENCE,
                            MARKUP,
                            REPEATED_CAPTION,
                            SHARED_CAPTION ->
                        add(
                                faults,
                                finding.kind(),
                                new AuditPage.Fault(pair.image(), pair.caption(), finding.detail(), null));
                }
            }
        }
        Map<String, List<AuditPage.Fault>> byMeaning = new LinkedHashMap<>();
        faults.forEach((kind, some) -> byMeaning.put(kind.meaning(), some));
        return byMeaning;
    }

    private static void addImage(
            Map<FindingKind, List<AuditPage.Fault>> faults,
            Finding finding,
            AuditedPair pair,
            Map<String, ImageItem> images) {
        List<AuditPage.Fault> known = faults.getOrDefault(finding.kind(), List.of());
        if (known.size() < FAULTS
                && known.stream().noneMatch(fault -> fault.name().equals(pair.image()))) {
            RgbImage image = read(Objects.requireNonNull(images.get(pair.image())));
            add(faults, finding.kind(), new AuditPage.Fault(pair.image(), "", finding.detail(), image));
        }
    }

    private static void add(Map<FindingKind, List<AuditPage.Fault>> faults, FindingKind kind, AuditPage.Fault fault) {
        List<AuditPage.Fault> some = faults.computeIfAbsent(kind, _ -> new ArrayList<>());
        if (some.size() < FAULTS) {
            some.add(fault);
        }
    }

    private static @Nullable RgbImage read(ImageItem item) {
        try {
            return item.source().read();
        } catch (UnreadableImageException unreadable) {
            return null;
        }
    }
}
