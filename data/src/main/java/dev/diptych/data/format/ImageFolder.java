package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.ImageNames;
import dev.diptych.data.internal.archive.NamedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hugging Face's imagefolder: images with `metadata.jsonl` or `metadata.csv` (`file_name` and a caption), or images
/// in folders whose names are their captions (`_` for a space). Top-level folders such as `train`, `validation` and
/// `test` are splits.
record ImageFolder() implements DataFormat {

    private static final Set<String> SPLITS = Set.of("train", "training", "validation", "valid", "val", "dev", "test");

    @Override
    public String name() {
        return "imagefolder";
    }

    @Override
    public String description() {
        return "Hugging Face's imagefolder: metadata.jsonl or metadata.csv next to the images, or images in folders of their"
                + " classes";
    }

    @Override
    public boolean recognises(Probe probe) {
        if (!probe.isFolder()) {
            return false;
        }
        if (metadata(probe) != null) {
            return true;
        }
        return probe.children().stream()
                .filter(Files::isDirectory)
                .map(Probe::of)
                .anyMatch(child -> metadata(child) != null
                        || !child.files(ImageNames.ENDINGS.toArray(String[]::new))
                                .isEmpty()
                        || (SPLITS.contains(child.name()) && recognises(child)));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Probe top = Probe.of(data.path());
        List<Path> splits = top.children().stream()
                .filter(child -> Files.isDirectory(child) && SPLITS.contains(name(child)))
                .toList();
        if (metadata(top) != null || splits.isEmpty()) {
            readFolder(top, data.path(), data, pairs);
            return;
        }
        if (splits.size() > 1 && !pairs.wantsOneSplit()) {
            throw new InvalidInputException("%s has the splits %s; choose one with ?split=%s"
                    .formatted(
                            data.path(),
                            String.join(
                                    ", ", splits.stream().map(ImageFolder::name).toList()),
                            name(splits.getFirst())));
        }
        for (Path split : splits) {
            if (pairs.wants(name(split))) {
                readFolder(Probe.of(split), split, data, pairs);
            }
        }
    }

    private static void readFolder(Probe folder, Path root, DataFile data, PairsBuilder pairs) {
        Path metadata = metadata(folder);
        if (metadata == null) {
            readClasses(root, data, pairs);
        } else if (metadata.toString().endsWith(".csv")) {
            new DelimitedText().read(data.at(metadata), pairs);
        } else {
            new JsonRows().read(data.at(metadata), pairs);
        }
    }

    private static void readClasses(Path root, DataFile data, PairsBuilder pairs) {
        ImageRoot images = data.images(root);
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            files.filter(file -> ImageNames.isImage(file.getFileName().toString()) && Files.isRegularFile(file))
                    .sorted()
                    .forEach(file -> {
                        Path parent = file.getParent();
                        if (parent == null || parent.equals(root)) {
                            pairs.leaveOut(file.toString(), "it is in no folder of a class");
                            return;
                        }
                        String caption = parent.getFileName().toString().replace('_', ' ');
                        NamedImage image = images.image(
                                file.toString(), root.relativize(file).toString());
                        pairs.add(file.toString(), new NamedImage(image.name(), new FileImage(file)), List.of(caption));
                    });
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(root, e), e);
        } catch (UncheckedIOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(root, e.getCause()), e);
        }
    }

    private static @Nullable Path metadata(Probe folder) {
        for (String name : List.of("metadata.jsonl", "metadata.csv")) {
            if (folder.has(name)) {
                return folder.path().resolve(name);
            }
        }
        return null;
    }

    private static String name(Path folder) {
        return folder.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
