package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.folder.ImageNames;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
        return hasMetadata(probe)
                || probe.children().stream()
                        .filter(Files::isDirectory)
                        .map(Probe::of)
                        .anyMatch(child -> child.hasImages() || (SPLITS.contains(child.name()) && recognises(child)));
    }

    /// Whether the folder, or one of its splits, has a table of its images.
    static boolean hasMetadata(Probe probe) {
        return metadata(probe.path()) != null
                || probe.children().stream().filter(Files::isDirectory).anyMatch(child -> metadata(child) != null);
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Probe top = Probe.of(data.path());
        if (metadata(top.path()) != null) {
            readFolder(top.path(), data, pairs);
            return;
        }
        for (Path split : splits(top, pairs)) {
            pairs.inSplit(!split.equals(top.path()));
            readFolder(split, data, pairs);
        }
        pairs.inSplit(false);
    }

    /// Returns the folders of the splits that the options select; the folder itself if it has none.
    ///
    /// @throws InvalidInputException if it has several and the options select none
    static List<Path> splits(Probe top, PairsBuilder pairs) {
        List<Path> splits = top.children().stream()
                .filter(child -> Files.isDirectory(child) && SPLITS.contains(name(child)))
                .toList();
        if (splits.isEmpty()) {
            return List.of(top.path());
        }
        if (splits.size() > 1 && !pairs.wantsSomeSplits()) {
            throw new InvalidInputException("%s has the splits %s; choose one or more with ?split=%s"
                    .formatted(
                            top.path(),
                            String.join(
                                    ", ", splits.stream().map(ImageFolder::name).toList()),
                            name(splits.getFirst())));
        }
        return splits.stream().filter(split -> pairs.wants(name(split))).toList();
    }

    private static void readFolder(Path folder, DataFile data, PairsBuilder pairs) {
        Path metadata = metadata(folder);
        if (metadata == null) {
            readClasses(folder, data, pairs);
        } else if (metadata.toString().endsWith(".csv")) {
            new DelimitedText().read(data.at(metadata), pairs);
        } else {
            new JsonRows().read(data.at(metadata), pairs);
        }
    }

    private static void readClasses(Path root, DataFile data, PairsBuilder pairs) {
        ImageRoot images = data.images(root);
        for (Path file : VisibleFiles.below(root)) {
            Path parent = file.getParent();
            boolean isInRoot = root.equals(parent);
            String fileName = file.getFileName().toString();
            if (!ImageNames.isImage(fileName) && (isInRoot || !ImageNames.hasNoExtension(fileName))) {
                continue;
            }
            try {
                if (isInRoot || parent == null) {
                    throw new UnusableRow("it is in no folder of a class");
                }
                String folder = parent.getFileName().toString();
                NamedImage image = images.image(root.relativize(file).toString());
                pairs.add(
                        file.toString(),
                        new NamedImage(image.name(), new FileImage(file)),
                        List.of(folder.replace('_', ' ')));
                pairs.folderIsCaption(folder);
            } catch (UnusableRow e) {
                pairs.leaveOut(file.toString(), e.reason());
            }
        }
    }

    private static @Nullable Path metadata(Path folder) {
        for (String name : List.of("metadata.jsonl", "metadata.csv")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        return null;
    }

    private static String name(Path folder) {
        return folder.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
