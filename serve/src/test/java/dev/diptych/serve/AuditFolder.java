package dev.diptych.serve;

import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A data set of images with captions, and the result of an audit of it, in the form that `diptych
/// audit` writes.
final class AuditFolder {

    static final String SCRIPT = "<script>document.title='owned'</script>";

    private AuditFolder() {}

    /// Writes the data set to `folder/data` and the audit to `folder/audit`, which it returns.
    static Path write(Path folder, int pairs) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        List<Path> images = GoldenModel.images(data, Math.min(pairs, 12));
        StringBuilder captions = new StringBuilder("image,caption\n");
        StringBuilder table = new StringBuilder(
                "row,rank,score,probability,cosine,kept,findings,image,caption,better_caption,calibrated\n");
        for (int row = 1; row <= pairs; row++) {
            String image = images.get((row - 1) % images.size()).getFileName().toString();
            String caption = row == 2 ? SCRIPT : "caption " + row;
            boolean mismatch = row % 2 == 0;
            captions.append("%s,\"%s\"%n".formatted(image, caption));
            table.append("%d,%d,%.5f,%.5f,0.12345,%s,%s,%s,\"%s\",%s,%n"
                    .formatted(
                            row,
                            pairs - row + 1,
                            row / 10.0,
                            row / (double) (pairs + 1),
                            mismatch ? "no" : "yes",
                            mismatch ? "mismatch; shared_caption: 3 images; and more" : row == 1 ? "markup" : "",
                            image,
                            caption,
                            mismatch ? "better " + row : ""));
        }
        Files.writeString(data.resolve("captions.csv"), captions);
        Path audit = Files.createDirectories(folder.resolve("audit"));
        Files.writeString(audit.resolve("audit.csv"), table);
        Files.writeString(
                audit.resolve("audit.json"),
                "{\"data\": \"%s\", \"pairs\": %d}".formatted(data.toString().replace("\\", "/"), pairs));
        return audit;
    }
}
