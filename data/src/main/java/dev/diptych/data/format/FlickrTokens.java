package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.table.CsvRows;
import dev.diptych.data.internal.table.TextLines;
import dev.diptych.data.internal.table.UnusableRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Caption files of Flickr8k and Flickr30k: `NAME.jpg#0`, a tab and the caption on each line, or Flickr30k's
/// `results.csv` with `image_name| comment_number| comment`; or the folder with such a file.
///
/// Images are searched next to the file and in the folders of the two data sets. An invalid line, of which
/// `results.csv` has one, is skipped.
record FlickrTokens() implements DataFormat {

    private static final Pattern TOKEN = Pattern.compile("([^\\t]+)#\\d+\\t(.*)");
    private static final Pattern RESULT = Pattern.compile("([^|]+)\\|\\s*\\d+\\s*\\|(.*)");
    private static final String RESULTS_HEADER = "image_name|";
    private static final List<String> FILES =
            List.of("Flickr8k.token.txt", "results_20130124.token", "results.csv", "captions.token");
    private static final List<String> FOLDERS = List.of(
            "Flicker8k_Dataset",
            "Flickr8k_Dataset",
            "Images",
            "images",
            "flickr30k_images",
            "flickr30k-images",
            "flickr30k_images/flickr30k_images");

    @Override
    public String name() {
        return "flickr";
    }

    @Override
    public String description() {
        return "Flickr8k's token.txt or Flickr30k's results.csv, or the folder with it";
    }

    @Override
    public boolean recognises(Probe probe) {
        if (probe.isFolder()) {
            return FILES.stream().anyMatch(probe::has);
        }
        return probe.firstLine().startsWith(RESULTS_HEADER)
                || TOKEN.matcher(probe.firstLine()).matches();
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path file = file(data.path());
        Path own = data.folder();
        ImageRoot images = data.images(FOLDERS.stream()
                .map(own::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(own));
        try (TextLines lines = new TextLines(file)) {
            Pattern pattern = TOKEN;
            for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.number() == 1 && line.text().startsWith(RESULTS_HEADER)) {
                    pattern = RESULT;
                } else if (!line.text().isBlank() || line.problem() != null) {
                    add(file + ":" + line.number(), line, pattern, images, pairs);
                }
            }
        } catch (IOException e) {
            throw CsvRows.unreadable(file, e);
        }
    }

    private static void add(String place, TextLines.Line line, Pattern pattern, ImageRoot images, PairsBuilder pairs) {
        try {
            if (line.problem() != null) {
                throw new UnusableRow(line.problem());
            }
            Matcher row = pattern.matcher(line.text());
            if (!row.matches()) {
                throw new UnusableRow("it is not an image's name, a number and a caption");
            }
            pairs.add(place, images.image(row.group(1)), List.of(row.group(2).strip()));
        } catch (UnusableRow e) {
            pairs.leaveOut(place, e.reason());
        }
    }

    private static Path file(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        return FILES.stream()
                .map(path::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("%s has no file of captions; it should be one of %s"
                        .formatted(path, String.join(", ", FILES))));
    }
}
