package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.FileSlice;
import dev.diptych.data.internal.archive.ImageNames;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.archive.TarShard;
import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.UnusableRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tar shards of WebDataset: members whose paths are equal up to the first dot of the file name form one sample. Its
/// image is the member with an image extension; its captions are those with the extension `txt` (`a.txt`, `a.0.txt`,
/// `a.caption`), or a key of its `json`.
///
/// A sample with unreadable texts is skipped, like one without an image. The name of an image consists of those of its
/// shard and member; it is read directly from the shard.
record WebDataset() implements DataFormat {

    private static final String[] SHARDS = {".tar", ".tar.gz", ".tgz"};
    private static final List<String> TEXTS = List.of("txt", "text", "caption", "cap");
    private static final String JSON = "json";
    private static final int LARGEST_TEXT = 1 << 20;

    @Override
    public String name() {
        return "webdataset";
    }

    @Override
    public String description() {
        return "WebDataset's tar shards (also .tar.gz, .tgz), or the folder with them; captions in .txt or a key of .json";
    }

    @Override
    public boolean recognises(Probe probe) {
        return probe.isFolder()
                ? !probe.files(SHARDS).isEmpty()
                : probe.endsWith(SHARDS) || probe.head().startsWith("ustar", 257);
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Probe probe = Probe.of(data.path());
        List<Path> shards = probe.isFolder() ? probe.files(SHARDS) : List.of(data.path());
        if (shards.isEmpty()) {
            throw new InvalidInputException("%s has no file that ends in .tar, .tar.gz or .tgz".formatted(data.path()));
        }
        for (Path shard : shards) {
            readShard(shard, data, pairs);
        }
    }

    private static void readShard(Path archive, DataFile data, PairsBuilder pairs) {
        TarShard shard = TarShard.read(archive, data.downloads().cache());
        Map<String, List<TarShard.Member>> samples = new LinkedHashMap<>();
        for (TarShard.Member member : shard.members()) {
            int dot = member.name().indexOf('.', member.name().lastIndexOf('/') + 1);
            if (dot > member.name().lastIndexOf('/') + 1) {
                samples.computeIfAbsent(member.name().substring(0, dot), _ -> new ArrayList<>())
                        .add(member);
            }
        }
        String prefix = data.prefix() + archive.getFileName() + "/";
        try (FileChannel channel = FileChannel.open(shard.file())) {
            for (Map.Entry<String, List<TarShard.Member>> sample : samples.entrySet()) {
                String place = archive + ": " + sample.getKey();
                try {
                    new Sample(place, sample.getKey(), sample.getValue(), channel, data.options())
                            .add(shard.file(), prefix, pairs);
                } catch (UnusableRow e) {
                    pairs.leaveOut(place, e.reason());
                }
            }
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(archive, e), e);
        }
    }

    private record Sample(
            String place, String key, List<TarShard.Member> members, FileChannel channel, DataOptions options) {

        void add(Path file, String prefix, PairsBuilder pairs) throws IOException, UnusableRow {
            TarShard.Member image = image();
            if (image == null) {
                pairs.leaveOut(place, "it has no image");
                return;
            }
            JsonNode json = json();
            JsonNode split =
                    json == null ? null : json.path(options.splitColumn() == null ? "split" : options.splitColumn());
            if (!pairs.wants(split != null && split.isString() ? split.stringValue() : null)) {
                return;
            }
            String name = prefix + image.name();
            if (pairs.knows(name)) {
                pairs.leaveOut(place, "its image's name is in the shard before");
                return;
            }
            FileSlice slice = new FileSlice(file, image.offset(), image.size(), name);
            pairs.add(place, new NamedImage(name, slice), captions(json));
        }

        private TarShard.@Nullable Member image() {
            List<TarShard.Member> images = members.stream()
                    .filter(member -> options.image() == null
                            ? ImageNames.isImage(member.name())
                            : extension(member).equals(options.image().toLowerCase(Locale.ROOT)))
                    .toList();
            if (images.size() > 1) {
                throw new InvalidInputException("%s has the images %s; choose one with ?image=%s"
                        .formatted(
                                place,
                                String.join(
                                        ", ",
                                        images.stream().map(this::extension).toList()),
                                extension(images.getFirst())));
            }
            return images.isEmpty() ? null : images.getFirst();
        }

        private List<String> captions(@Nullable JsonNode json) throws IOException, UnusableRow {
            List<String> texts = new ArrayList<>();
            for (TarShard.Member member : members) {
                String extension = extension(member);
                boolean isText = options.caption().isEmpty()
                        ? TEXTS.contains(extension.substring(extension.lastIndexOf('.') + 1))
                        : options.caption().contains(extension);
                if (isText) {
                    texts.add(text(member));
                }
            }
            if (!texts.isEmpty() || json == null) {
                return texts;
            }
            List<String> keys = JsonFile.keys(json);
            List<String> columns = options.caption();
            if (columns.isEmpty()) {
                columns = TableColumns.knownCaptions(keys);
            }
            for (String column : columns) {
                Optional<List<String>> values = JsonFile.texts(json, column);
                texts.addAll(values.orElseThrow(
                        () -> new UnusableRow("\"%s\" should be a string or a list of strings".formatted(column))));
            }
            return texts;
        }

        private @Nullable JsonNode json() throws IOException, UnusableRow {
            for (TarShard.Member member : members) {
                if (extension(member).equals(JSON)) {
                    return JsonFile.object(bytes(member));
                }
            }
            return null;
        }

        private String text(TarShard.Member member) throws IOException, UnusableRow {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes(member)))
                        .toString()
                        .strip();
            } catch (CharacterCodingException e) {
                throw new UnusableRow("its %s is not UTF-8".formatted(extension(member)), e);
            }
        }

        private byte[] bytes(TarShard.Member member) throws IOException, UnusableRow {
            if (member.size() > LARGEST_TEXT) {
                throw new UnusableRow("its %s of %d bytes exceeds the limit of %d bytes for a text"
                        .formatted(extension(member), member.size(), LARGEST_TEXT));
            }
            return FileSlice.read(channel, member.offset(), member.size());
        }

        private String extension(TarShard.Member member) {
            return member.name().substring(key.length() + 1).toLowerCase(Locale.ROOT);
        }
    }
}
