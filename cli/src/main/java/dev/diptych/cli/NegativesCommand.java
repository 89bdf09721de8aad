package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.RuleNegatives;
import dev.diptych.data.SwappedCaption;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.text.swap.CaptionLanguage;
import dev.diptych.text.swap.SwapKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych negatives`: writes a table of hard negative captions.
@Command(
        name = "negatives",
        description = {
            "Generate hard negative captions by rules for English: two nouns or two adjectives are exchanged, or a"
                    + " colour, a number or a spatial relation is replaced.",
            "Writes swapped.csv (image,caption,negative,kind), the source of negatives for training"
                    + " (data.negative_captions) and evaluation (--suite compositional)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class NegativesCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "D",
            description = "Pairs, [FORMAT:]PATH[?KEY=VALUE&...], in any format listed by 'diptych data --help'.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String data;

    @Option(
            names = "--out",
            paramLabel = "F",
            description = "Output file (default: D/swapped.csv if D is a folder with captions.csv).")
    private @Nullable Path out;

    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            description = "Kinds of swaps: object, attribute, colour, number, relation (default: all).")
    private @Nullable List<String> kinds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Random seed for the selection among the swaps of a caption (default: 0).")
    private long seed;

    @Override
    public Integer call() {
        DataLocation location = DataLocation.parse(data);
        Path file = out == null ? inFolderOf(location) : out;
        Pairs captioned = DataSets.read(location).pairs();
        if (!CaptionLanguage.isEnglish(captioned.captions().stream().map(Caption::text))) {
            LoggerFactory.getLogger(NegativesCommand.class)
                    .warn("the captions are probably not English; the rules exchange English words only");
        }
        Pairs pairs = RuleNegatives.replace(captioned, kinds(), seed);
        if (pairs.swapped().isEmpty()) {
            throw new InvalidInputException(
                    "%s: the rules are for English and none of its %,d captions matches one of them; write swapped.csv (image,caption,negative,kind) yourself for other languages"
                            .formatted(data, pairs.captions().size()));
        }
        CaptionsFolder.writeSwapped(pairs, file);
        Map<String, Long> counts = pairs.swapped().stream()
                .collect(Collectors.groupingBy(SwappedCaption::kind, TreeMap::new, Collectors.counting()));
        if (output.json()) {
            output.printDocument(
                    Map.of("file", file.toString(), "captions", pairs.captions().size(), "negatives", counts));
        } else {
            output.out()
                    .println("%s: %d negatives for %d captions"
                            .formatted(
                                    file,
                                    pairs.swapped().size(),
                                    pairs.captions().size()));
            counts.forEach((kind, count) -> output.out().println("  %-10s %d".formatted(kind, count)));
            output.out().flush();
        }
        return 0;
    }

    private static Path inFolderOf(DataLocation location) {
        Path folder = Path.of(location.path());
        boolean isPattern = !Files.exists(folder) && location.path().matches(".*[*{].*");
        if (isPattern
                || Files.isRegularFile(folder)
                || Files.isDirectory(folder) && !CaptionsFolder.holdsCaptions(folder)) {
            throw new InvalidInputException(
                    location + " is not a folder with captions.csv; specify the output file with --out");
        }
        return folder.resolve("swapped.csv");
    }

    private Set<SwapKind> kinds() {
        Set<SwapKind> asked = EnumSet.noneOf(SwapKind.class);
        for (String name : kinds == null ? List.<String>of() : kinds) {
            asked.add(Arrays.stream(SwapKind.values())
                    .filter(kind -> kind.word().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException(
                            "unknown --kinds " + name + "; expected object, attribute, colour, number or relation")));
        }
        return asked.isEmpty() ? EnumSet.allOf(SwapKind.class) : asked;
    }
}
