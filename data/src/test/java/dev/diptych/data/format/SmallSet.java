package dev.diptych.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/// Eight images with two captions each, to be written in any format. The Parquet files among the test resources
/// (written by pyarrow 25, compressed with snappy, zstd and gzip) contain the same data.
public final class SmallSet {

    static final SequencedMap<String, List<String>> CAPTIONS = new LinkedHashMap<>();

    static {
        CAPTIONS.put("gray_64x48.png", List.of("a grey ramp", "grey, \"quoted\", and a comma"));
        CAPTIONS.put("lossy_100x80.webp", List.of("a lossy picture", "一张图"));
        CAPTIONS.put("palette_97x61.png", List.of("colours of a palette", "few colours"));
        CAPTIONS.put("rgba_121x90.png", List.of("seen through", "half transparent"));
        CAPTIONS.put("tiny_10x7.png", List.of("ten by seven", "a tiny picture"));
        CAPTIONS.put("wide_181x33.png", List.of("wide", "a wide strip"));
        CAPTIONS.put("one_1x1.png", List.of("one pixel", "a tiny picture"));
        CAPTIONS.put("cmyk_150x100.jpg", List.of("ink on paper", "cyan, magenta, yellow, black"));
    }

    private SmallSet() {}

    public static byte[] image(String name) throws IOException {
        return resource("/golden/images/files/" + name);
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SmallSet.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    static Path parquet(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), resource("/formats/" + name));
    }

    /// Writes the images to a folder.
    static void images(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : CAPTIONS.keySet()) {
            Files.write(folder.resolve(name), image(name));
        }
    }

    /// A header, and one caption per row.
    static void table(Path file, String header, String separator, String imagePrefix) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        CAPTIONS.forEach((image, captions) -> captions.forEach(caption -> text.append(imagePrefix)
                .append(image)
                .append(separator)
                .append(quoted(caption))
                .append('\n')));
        Files.writeString(file, text);
    }

    static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    static String json(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    static String json(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(SmallSet::json).toList()) + "]";
    }

    /// A shard with these members.
    static Path tar(Path file, Map<String, byte[]> members) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed(out, file.toString()))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static OutputStream compressed(OutputStream out, String name) throws IOException {
        String compression = switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "gz", "tgz" -> CompressorStreamFactory.GZIP;
            case "zst" -> CompressorStreamFactory.ZSTANDARD;
            case "xz" -> CompressorStreamFactory.XZ;
            case "bz2" -> CompressorStreamFactory.BZIP2;
            case "lz4" -> CompressorStreamFactory.LZ4_FRAMED;
            default -> "";
        };
        try {
            return compression.isEmpty()
                    ? out
                    : new CompressorStreamFactory().createCompressorOutputStream(compression, out);
        } catch (CompressorException e) {
            throw new IOException(e);
        }
    }

    /// Two shards, `a0.tar` and `a1.tar` (or with another ending), of five and three samples.
    static void shards(Path folder, String ending, boolean captionsInJson) throws IOException {
        Files.createDirectories(folder);
        List<SequencedMap<String, byte[]>> shards = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        int sample = 0;
        for (Map.Entry<String, List<String>> entry : CAPTIONS.entrySet()) {
            Map<String, byte[]> shard = shards.get(sample < 5 ? 0 : 1);
            String key = "./set/%06d.".formatted(sample % 5); // keys are told apart by their shards
            String name = entry.getKey();
            shard.put(key + name.substring(name.lastIndexOf('.') + 1), image(name));
            if (captionsInJson) {
                shard.put(key + "json", bytes("{\"width\": 3, \"caption\": " + json(entry.getValue()) + "}"));
            } else {
                shard.put(key + "0.txt", bytes(entry.getValue().get(0) + "\n"));
                shard.put(key + "1.txt", bytes(entry.getValue().get(1) + "\n"));
            }
            sample++;
        }
        for (int i = 0; i < shards.size(); i++) {
            tar(folder.resolve("a" + i + ending), shards.get(i));
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
