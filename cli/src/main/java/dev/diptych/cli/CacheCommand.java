package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.FeatureFolder;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych cache`: shows and clears caches of frozen features.
@Command(
        name = "cache",
        description = {
            "Show the caches of frozen features and image digests that training runs share.",
            "A run stores them in 'cache' next to its directory, or in train.cache.directory. Everything in a cache is"
                    + " computed again when it is needed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CacheCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "Cache directories, or directories of runs (default: runs/cache and cache).")
    private final List<Path> directories = new ArrayList<>();

    @Option(names = "--clear", description = "Delete the files of these caches. No run may be using them.")
    private boolean clear;

    /// A cache as shown by `--json`.
    record Shown(String directory, int files, long bytes, boolean cleared) {}

    @Override
    public Integer call() throws IOException {
        List<FeatureFolder> caches = caches();
        List<Shown> shown = new ArrayList<>();
        for (FeatureFolder cache : caches) {
            shown.add(new Shown(cache.directory().toString(), cache.files().size(), cache.bytes(), clear));
            if (!output.json()) {
                output.out()
                        .printf(
                                "%s  %s in %d files%s%n",
                                cache.directory(), cache.size(), cache.files().size(), clear ? ", deleted" : "");
            }
            if (clear) {
                cache.clear();
            }
        }
        if (output.json()) {
            output.printDocument(shown);
        } else if (caches.isEmpty()) {
            output.out().println("no cache of frozen features here; pass its directory");
        }
        output.out().flush();
        return 0;
    }

    private List<FeatureFolder> caches() throws IOException {
        List<Path> candidates = new ArrayList<>();
        if (directories.isEmpty()) {
            candidates.add(Path.of("runs", "cache"));
            candidates.add(Path.of("cache"));
        }
        for (Path each : directories) {
            if (!Files.isDirectory(each)) {
                throw new InvalidInputException(each + ": no such directory");
            }
            candidates.add(each);
            try (Stream<Path> inside = Files.list(each)) {
                inside.filter(path -> path.endsWith("cache")).forEach(candidates::add);
            }
        }
        return candidates.stream()
                .map(FeatureFolder::new)
                .filter(FeatureFolder::exists)
                .toList();
    }
}
