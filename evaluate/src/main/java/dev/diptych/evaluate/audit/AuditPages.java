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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The report of an audit, with pictures.
public final class AuditPages {

    private static final int SUSPECTS = 100;
    private static final int MATCHES = 50;
    private static final int FAULTS = 12;
    private static final int SHARED = 20;
    private static final int PICTURES = 5;

    private AuditPages() {}

    /// @param title the page's heading
    /// @param origin provenance of the audit
    /// @param notes sentences about the data as a whole
    /// @param earlier number of pairs with each kind of finding in an earlier audit; null for none
    /// @param leftOut rows that do not form a pair
    /// @param threshold match probability below which a pair is a mismatch
    public static AuditPage of(
            Audit audit,
            String title,
            Origin origin,
            List<String> notes,
            @Nullable Map<FindingKind, Integer> earlier,
            List<SkippedRow> leftOut,
            double threshold) {
        return new AuditPage(
                title,
                origin,
                headline(audit),
                notes,
                counts(audit, earlier == null ? Map.of() : earlier),
                earlier != null,
                threshold,
                suspects(audit),
                matches(audit.duplicates()),
                matches(audit.leaks()),
                faults(audit),
                shared(audit),
                leftOut.stream().map(row -> row.place() + ": " + row.reason()).toList());
    }

    private static List<AuditPage.Count> counts(Audit audit, Map<FindingKind, Integer> earlier) {
        Map<FindingKind, Set<String>> images = new EnumMap<>(FindingKind.class);
        for (AuditedPair pair : audit.pairs()) {
            for (Finding finding : pair.findings()) {
                images.computeIfAbsent(finding.kind(), _ -> new HashSet<>()).add(pair.image());
            }
        }
        Map<FindingKind, Integer> counts = audit.counts();
        List<AuditPage.Count> all = new ArrayList<>();
        for (FindingKind kind : FindingKind.values()) {
            int pairs = counts.getOrDefault(kind, 0);
            int before = earlier.getOrDefault(kind, 0);
            if (pairs > 0 || before > 0) {
                all.add(new AuditPage.Count(
                        kind, pairs, images.getOrDefault(kind, Set.of()).size(), before));
            }
        }
        return all;
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
        List<AuditedPair> mismatched = audit.ranked().stream()
                .filter(pair -> pair.findings().stream().anyMatch(finding -> finding.kind() == FindingKind.MISMATCH))
                .limit(SUSPECTS)
                .toList();
        for (AuditedPair pair : mismatched) {
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
    private static Map<FindingKind, List<AuditPage.Fault>> faults(Audit audit) {
        Map<FindingKind, List<AuditPage.Fault>> faults = new EnumMap<>(FindingKind.class);
        Map<String, ImageItem> images = new HashMap<>();
        audit.data().images().forEach(item -> images.put(item.name(), item));
        for (AuditedPair pair : audit.pairs()) {
            for (Finding finding : pair.findings()) {
                switch (finding.kind()) {
                    case MISMATCH, LEAK, EXACT_DUPLICATE, NEAR_DUPLICATE, SHARED_CAPTION -> {}
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
                            REPEATED_CAPTION -> addCaption(faults, finding, pair, images);
                }
            }
        }
        return faults;
    }

    // Each caption once, with some of its images.
    private static List<AuditPage.Shared> shared(Audit audit) {
        Map<String, ImageItem> images = new HashMap<>();
        audit.data().images().forEach(item -> images.put(item.name(), item));
        Map<String, Set<String>> byCaption = new LinkedHashMap<>();
        Map<String, String> texts = new HashMap<>();
        for (AuditedPair pair : audit.pairs()) {
            if (pair.findings().stream().anyMatch(finding -> finding.kind() == FindingKind.SHARED_CAPTION)) {
                String key = pair.caption().strip().toLowerCase(Locale.ROOT);
                texts.putIfAbsent(key, pair.caption());
                byCaption.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(pair.image());
            }
        }
        List<AuditPage.Shared> shared = new ArrayList<>();
        byCaption.entrySet().stream().limit(SHARED).forEach(entry -> {
            Map<String, RgbImage> some = new LinkedHashMap<>();
            for (String name : entry.getValue().stream().limit(PICTURES).toList()) {
                RgbImage image = read(Objects.requireNonNull(images.get(name)));
                if (image != null) {
                    some.put(name, image);
                }
            }
            shared.add(new AuditPage.Shared(
                    Objects.requireNonNull(texts.get(entry.getKey())),
                    some,
                    entry.getValue().size()));
        });
        return shared;
    }

    private static void addCaption(
            Map<FindingKind, List<AuditPage.Fault>> faults,
            Finding finding,
            AuditedPair pair,
            Map<String, ImageItem> images) {
        if (faults.getOrDefault(finding.kind(), List.of()).size() < FAULTS) {
            RgbImage image = read(Objects.requireNonNull(images.get(pair.image())));
            add(faults, finding.kind(), new AuditPage.Fault(pair.image(), pair.caption(), finding.detail(), image));
        }
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
