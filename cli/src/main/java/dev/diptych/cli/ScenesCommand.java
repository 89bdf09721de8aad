package dev.diptych.cli;

import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.data.scenes.SceneCollection;
import dev.diptych.data.scenes.SceneOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `diptych scenes`: writes synthetic scenes to search in.
@Command(
        name = "scenes",
        description = {
            "Generate a folder of synthetic scenes with captions, and queries whose answers are known.",
            "answerable.txt: captions of scenes of the folder in another wording. absent.txt: captions with a colour or"
                    + " shape of --without. near-misses.txt: captions that no scene fits, but that differ from one by"
                    + " exchanged attributes or by the opposite relation."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ScenesCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to create.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "32",
            description = "Width and height of an image (default: ${DEFAULT-VALUE}, as in recipes/scenes.yaml).")
    private int size;

    @Option(
            names = "--three-objects",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the scenes with three objects instead of two (default: ${DEFAULT-VALUE}).")
    private double threeObjects;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "NAME",
            description = "Colours and shapes that no scene has, such as purple,star.")
    private @Nullable List<String> without;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    private static final int CAPTIONS = 4;

    @Override
    public Integer call() {
        SceneOptions options = new SceneOptions(seed, 1, 0, images, size, CAPTIONS, threeObjects);
        SceneCollection collection =
                SceneCollection.generate(options, without == null ? Set.of() : Set.copyOf(without));
        collection.write(out);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("folder", out.toString());
        summary.put("images", collection.pairs().images().size());
        summary.put("captions", collection.pairs().captions().size());
        summary.put("answerable", collection.answerable().size());
        summary.put("absent", collection.absent().size());
        summary.put("near_misses", collection.nearMisses().size());
        if (output.json()) {
            output.printDocument(summary);
        } else {
            summary.forEach((name, value) -> output.out().println(name.replace('_', ' ') + ": " + value));
            output.out().flush();
        }
        return 0;
    }
}
