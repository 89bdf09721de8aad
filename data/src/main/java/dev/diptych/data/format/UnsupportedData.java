package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names what data are in common formats that are not read, with a way to convert them.
final class UnsupportedData {

    private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

    static {
        BY_BEGINNING.put("\u0028\u00B5\u002F\u00FD", "is compressed with zstd; decompress it with 'zstd -d'");
        BY_BEGINNING.put("\u00FD7zXZ", "is compressed with xz; decompress it with 'xz -d'");
        BY_BEGINNING.put("BZh", "is compressed with bzip2; decompress it with 'bzip2 -d'");
        BY_BEGINNING.put("7z\u00BC\u00AF", "is a 7-Zip archive; unpack it");
        BY_BEGINNING.put("PK\3\4", "is a ZIP archive or a workbook; unpack it, or save the table as CSV in UTF-8");
        BY_BEGINNING.put("\u00D0\u00CF\u0011\u00E0", "is a workbook; save the table as CSV in UTF-8");
        BY_BEGINNING.put("SQLite format 3", "is a SQLite database; export the table as CSV");
        BY_BEGINNING.put("ARROW1", "is an Arrow or Feather file; save it as Parquet");
        BY_BEGINNING.put("\u0080\4\u0095", "is a Python pickle; save the table as CSV or Parquet");
        BY_BEGINNING.put("\u0089HDF", "is an HDF5 file; save the images as files, and the captions as CSV");
        BY_BEGINNING.put("\u0093NUMPY", "is a NumPy array; save the images as files, and the captions as CSV");
    }

    private UnsupportedData() {}

    /// @throws InvalidInputException if the file or folder is in a known format that is not read
    static void refuse(Probe probe) {
        if (WebDataset.isShard(probe)) {
            return; // of a compression that is read
        }
        String problem = probe.isFolder() ? folderProblem(probe) : fileProblem(probe);
        if (problem != null) {
            throw new InvalidInputException(probe.path() + " " + problem);
        }
    }

    private static @Nullable String folderProblem(Probe folder) {
        if (folder.has("dataset_dict.json") || folder.has("dataset_info.json") && folder.has("state.json")) {
            return "is a data set of save_to_disk, which is Arrow; convert it in Python:"
                    + " datasets.load_from_disk(FOLDER).to_parquet(FILE), for each split, and give the Parquet file";
        }
        List<Path> arrow = folder.files(".arrow");
        return arrow.isEmpty() || !folder.files(".parquet").isEmpty()
                ? null
                : "has Arrow files like %s; save them as Parquet"
                        .formatted(arrow.getFirst().getFileName());
    }

    private static @Nullable String fileProblem(Probe file) {
        for (Map.Entry<String, String> format : BY_BEGINNING.entrySet()) {
            if (file.head().startsWith(format.getKey())) {
                return format.getValue();
            }
        }
        if (file.endsWith(".arrow", ".feather")) {
            return "is an Arrow file; save it as Parquet";
        }
        String line = file.firstLine().strip();
        boolean isList = line.matches("[^,;|\\t{}\\[\\]]+\\.(parquet|tar|tar\\.gz|tgz|csv|jsonl|json)");
        return isList
                ? "is a list of files; give the files themselves, with a pattern such as 'folder/{00..12}.tar' or 'folder/*.parquet'"
                : null;
    }
}
