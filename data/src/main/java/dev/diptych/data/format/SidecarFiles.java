package dev.diptych.data.format;

import dev.diptych.data.DataOptions;
import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.folder.ImageNames;
import dev.diptych.data.internal.folder.VisibleFiles;
import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.SampleTexts;
import dev.diptych.data.internal.table.TableColumns;
import dev.diptych.data.internal.table.TextInput;
import dev.diptych.data.internal.table.UnusableRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Folder of images with a text next to each: `00.png` and `00.txt`, or `00.json` with a known key. Folders below it
/// are read as well, as img2dataset's output format `files` has them; a top-level folder such as `train` is a split.
record SidecarFiles() implements DataFormat {

    /// So many files are looked at before the format is decided.
    private static final int SAMPLE = 5000;

    // Labels of object detection: numbers only.
    private static final Pattern BOXES = Pattern.compile("(\\s*\\d+( -?[\\d.]+){4,}\\s*)+");

    @Override
    public String name() {
        return "sidecar";
    }

    @Override
    public String description() {
        return "a folder of images with a text file (00.png, 00.txt) or a JSON file of the same name next to each";
    }

    @Override
    public boolean recognises(Probe probe) {
        if (!probe.isFolder() || ImageFolder.hasMetadata(probe)) {
            return false;
        }
        Map<Path, List<Sidecar>> sidecars = new HashMap<>();
        List<Path> images = group(VisibleFiles.below(probe.path(), SAMPLE), sidecars);
        List<List<Sidecar>> found = images.stream()
                .map(image -> sidecars.getOrDefault(stem(image), List.of()))
                .filter(each -> !each.isEmpty())
                .toList();
        return !found.isEmpty()
                && 10 * found.size() >= images.size()
                && found.stream().limit(10).anyMatch(each -> each.stream().anyMatch(Sidecar::holdsCaption));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        for (Path split : ImageFolder.splits(Probe.of(data.path()), pairs)) {
            pairs.inSplit(!split.equals(data.path()));
            ImageRoot root = data.images(split);
            Map<Path, List<Sidecar>> sidecars = new HashMap<>();
            for (Path image : group(VisibleFiles.below(split), sidecars)) {
                try {
                    String name = root.image(split.relativize(image).toString()).name();
                    List<Sidecar> own = sidecars.getOrDefault(stem(image), List.of());
                    add(new NamedImage(name, new FileImage(image)), image, own, data.options(), pairs);
                } catch (UnusableRow e) {
                    pairs.leaveOut(image.toString(), e.reason());
                }
            }
        }
        pairs.inSplit(false);
    }

    private static void add(
            NamedImage image, Path file, List<Sidecar> sidecars, DataOptions options, PairsBuilder pairs)
            throws UnusableRow {
        try {
            SampleTexts texts = SampleTexts.of(sidecars, options);
            if (pairs.wants(texts.split())) {
                pairs.add(file.toString(), image, texts.captions());
            }
        } catch (IOException e) {
            throw new UnusableRow("its text cannot be read: " + e.getMessage(), e);
        }
    }

    /// Returns the images, and adds all other files to `sidecars` under every name that they may belong to.
    private static List<Path> group(List<Path> files, Map<Path, List<Sidecar>> sidecars) {
        List<Path> images = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (ImageNames.isImage(name)) {
                images.add(file);
                continue;
            }
            Set<Path> keys = new HashSet<>();
            for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
                String stem = name.substring(0, dot);
                Sidecar sidecar = new Sidecar(file, name.substring(dot + 1).toLowerCase(Locale.ROOT));
                Path key = file.resolveSibling(
                        ImageNames.isImage(stem) ? stem(Path.of(stem)).toString() : stem);
                if (keys.add(key)) {
                    sidecars.computeIfAbsent(key, _ -> new ArrayList<>()).add(sidecar);
                }
            }
        }
        return images;
    }

    private static Path stem(Path image) {
        String name = image.getFileName().toString();
        return image.resolveSibling(name.substring(0, name.lastIndexOf('.')));
    }

    /// File next to an image.
    private record Sidecar(Path file, String extension) implements SampleTexts.Part {

        @Override
        public long size() {
            try {
                return Files.size(file);
            } catch (IOException _) {
                return 0; // reading it fails as well
            }
        }

        @Override
        public byte[] bytes() throws IOException {
            try (InputStream stream = TextInput.open(file)) {
                return stream.readAllBytes();
            }
        }

        boolean holdsCaption() {
            if (!SampleTexts.mayHoldCaption(extension)) {
                return false;
            }
            try {
                return SampleTexts.isJson(extension)
                        ? !TableColumns.knownCaptions(JsonFile.keys(JsonFile.object(bytes())))
                                .isEmpty()
                        : !BOXES.matcher(new String(bytes(), StandardCharsets.UTF_8))
                                .matches();
            } catch (IOException | UnusableRow _) {
                return false;
            }
        }
    }
}
