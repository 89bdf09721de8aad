package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.FileSlice;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.archive.TarShard;
import dev.diptych.data.internal.folder.HiddenNames;
import dev.diptych.data.internal.folder.ImageNames;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.SampleTexts;
import dev.diptych.data.internal.table.UnusableRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tar shards of WebDataset: members whose paths are equal up to the first dot of the file name form one sample. Its
/// image is the member with an image extension; its captions are those with the extension `txt` (`a.txt`, `a.0.txt`,
/// `a.caption`), or a key of its `json`.
///
/// A sample with unreadable texts is skipped, like one without an image. The name of an image consists of those of its
/// shard and member; it is read directly from the shard.
record WebDataset() implements DataFormat {

    private static final String[] SHARDS = {
        ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.zstd", ".tzst", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.lz4"
    };

    @Override
    public String name() {
        return "webdataset";
    }

    @Override
    public String description() {
        return "WebDataset's tar shards (also .tar.gz, .tar.zst, ...), or the folder with them; captions in .txt or a key of .json";
    }

    @Override
    public boolean recognises(Probe probe) {
        return probe.isFolder()
                ? !probe.files(SHARDS).isEmpty()
                : isShard(probe) || probe.head().startsWith("ustar", 257);
    }

    /// Whether a file is a shard by its name.
    static boolean isShard(Probe probe) {
        return !probe.isFolder() && probe.endsWith(SHARDS);
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Probe probe = Probe.of(data.path());
        List<Path> shards = probe.isFolder() ? probe.files(SHARDS) : List.of(data.path());
        if (shards.isEmpty()) {
            throw new InvalidInputException(
                    "%s has no file that ends in .tar, .tar.gz, .tar.zst, .tar.xz or .tar.bz2".formatted(data.path()));
        }
        for (Path shard : shards) {
            readShard(shard, data, pairs);
        }
    }

    private static void readShard(Path archive, DataFile data, PairsBuilder pairs) {
        TarShard shard = TarShard.read(archive, data.downloads().cache());
        String prefix = data.prefix() + archive.getFileName() + "/";
        try (FileChannel channel = FileChannel.open(shard.file())) {
            for (Map.Entry<String, List<TarShard.Member>> entry :
                    samples(shard, data.options()).entrySet()) {
                String place = archive + ": " + Excerpt.of(entry.getKey());
                List<File> files = entry.getValue().stream()
                        .map(member -> new File(member, entry.getKey(), channel))
                        .toList();
                try {
                    new Sample(place, files, data.options()).add(shard.file(), prefix, pairs);
                } catch (UnusableRow e) {
                    pairs.leaveOut(place, e.reason());
                }
            }
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(archive, e), e);
        }
    }

    /// Members by their paths up to the first dot of the file name; or up to the last one, if the extension that the
    /// options name is never found otherwise, because the names have dots.
    private static Map<String, List<TarShard.Member>> samples(TarShard shard, DataOptions options) {
        List<TarShard.Member> members = shard.members().stream()
                .filter(member -> !HiddenNames.isHiddenPath(member.name()))
                .toList();
        Map<String, List<TarShard.Member>> samples = samples(members, false);
        String wanted = options.image() == null ? "" : "." + options.image().toLowerCase(Locale.ROOT);
        boolean hasDots = !wanted.isEmpty()
                && samples.entrySet().stream()
                        .anyMatch(sample -> anyEndsWith(sample, wanted) && !anyIs(sample, sample.getKey() + wanted));
        return hasDots ? samples(members, true) : samples;
    }

    private static Map<String, List<TarShard.Member>> samples(List<TarShard.Member> members, boolean toLastDot) {
        Map<String, List<TarShard.Member>> samples = new LinkedHashMap<>();
        for (TarShard.Member member : members) {
            int name = member.name().lastIndexOf('/') + 1;
            int dot = toLastDot ? member.name().lastIndexOf('.') : member.name().indexOf('.', name);
            if (dot > name) {
                samples.computeIfAbsent(member.name().substring(0, dot), _ -> new ArrayList<>())
                        .add(member);
            }
        }
        return samples;
    }

    private static boolean anyEndsWith(Map.Entry<String, List<TarShard.Member>> sample, String ending) {
        return sample.getValue().stream()
                .anyMatch(member -> member.name().toLowerCase(Locale.ROOT).endsWith(ending));
    }

    private static boolean anyIs(Map.Entry<String, List<TarShard.Member>> sample, String name) {
        return sample.getValue().stream().anyMatch(member -> member.name().equalsIgnoreCase(name));
    }

    /// Member of a sample.
    private record File(TarShard.Member member, String key, FileChannel channel) implements SampleTexts.Part {

        @Override
        public String extension() {
            return member.name().substring(key.length() + 1).toLowerCase(Locale.ROOT);
        }

        @Override
        public long size() {
            return member.size();
        }

        @Override
        public byte[] bytes() throws IOException {
            return FileSlice.read(channel, member.offset(), member.size());
        }
    }

    private record Sample(String place, List<File> files, DataOptions options) {

        void add(Path file, String prefix, PairsBuilder pairs) throws IOException, UnusableRow {
            requireOnce();
            TarShard.Member image = image();
            if (image == null) {
                pairs.leaveOut(place, "it has no image");
                return;
            }
            SampleTexts texts = SampleTexts.of(files, options);
            if (!pairs.wants(texts.split())) {
                return;
            }
            String name = prefix + image.name();
            if (pairs.knows(name)) {
                pairs.leaveOut(place, "its image's name is in the shard before");
                return;
            }
            FileSlice slice = new FileSlice(file, image.offset(), image.size(), name);
            pairs.add(place, new NamedImage(name, slice), texts.captions());
        }

        private void requireOnce() throws UnusableRow {
            Set<String> extensions = new HashSet<>();
            for (File file : files) {
                if (!extensions.add(file.extension())) {
                    throw new UnusableRow(
                            "the shard has %s several times, so its key is not unique; write each sample once, with its own key"
                                    .formatted(Excerpt.of(file.member().name())));
                }
            }
        }

        private TarShard.@Nullable Member image() {
            List<File> images = files.stream()
                    .filter(file -> options.image() == null
                            ? ImageNames.isImage(file.member().name())
                            : file.extension().equals(options.image().toLowerCase(Locale.ROOT)))
                    .toList();
            List<File> readable = images.stream()
                    .filter(file -> ImageNames.isReadable(file.member().name()))
                    .toList();
            List<File> chosen = images.size() > 1 && !readable.isEmpty() ? readable : images;
            if (chosen.size() > 1) {
                throw severalImages(chosen);
            }
            return chosen.isEmpty() ? null : chosen.getFirst().member();
        }

        private InvalidInputException severalImages(List<File> images) {
            List<String> extensions = images.stream().map(File::extension).toList();
            List<String> ends = extensions.stream()
                    .map(extension -> extension.substring(extension.lastIndexOf('.') + 1))
                    .distinct()
                    .toList();
            boolean hasDots = images.size() > 2
                    || ends.size() == 1 && extensions.stream().allMatch(each -> each.matches(".*\\d.*"));
            return new InvalidInputException(
                    hasDots
                            ? ("%s has %d images: a name ends at its first dot, so names may have no dots before the extension;"
                                            + " rename them, or divide names at the last dot with ?image=%s")
                                    .formatted(place, images.size(), ends.getFirst())
                            : "%s has the images %s; choose one with ?image=%s"
                                    .formatted(place, Excerpt.of(extensions), extensions.getFirst()));
        }
    }
}
