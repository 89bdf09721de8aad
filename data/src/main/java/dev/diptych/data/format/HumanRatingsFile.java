package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.RatedPairs;
import dev.diptych.data.internal.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Human ratings of pairs, in a folder's `judgements.csv`: the columns `image,caption` and one or more columns of
/// numbers, one row per pair. The names of the columns are the names of the scores.
public final class HumanRatingsFile {

    /// Name of the file.
    public static final String NAME = "judgements.csv";

    private static final Set<String> OF_THE_PAIR = Set.of("image", "caption");

    private HumanRatingsFile() {}

    /// Reads the pairs in the order of the rows, with images numbered by first occurrence.
    ///
    /// @throws InvalidInputException if the file or a column is missing, there is no score, an image does not
    ///     exist, or a score is not a number; names the file and the line
    public static RatedPairs read(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "%s is missing; it is a CSV file with the columns image,caption and one or more scores"
                            .formatted(file));
        }
        List<String> names = CsvTable.columns(file).stream()
                .filter(name -> !OF_THE_PAIR.contains(name))
                .toList();
        requireNames(file, names);
        List<String> columns = new ArrayList<>(List.of("image", "caption"));
        columns.addAll(names);
        CsvTable table = CsvTable.read(file, columns.toArray(String[]::new));
        if (table.rows().size() < 2) {
            throw new InvalidInputException("%s has %d rows below its header; a correlation needs two or more"
                    .formatted(file, table.rows().size()));
        }
        FolderImages images = new FolderImages(directory);
        List<Caption> captions = new ArrayList<>();
        double[][] scores = new double[table.rows().size()][names.size()];
        for (CsvTable.Row row : table.rows()) {
            String caption = row.values().get(1);
            if (caption.isBlank()) {
                throw table.error(row, "the caption is empty; fill it in or remove the row");
            }
            for (int i = 0; i < names.size(); i++) {
                scores[captions.size()][i] =
                        score(table, row, names.get(i), row.values().get(i + 2));
            }
            captions.add(new Caption(images.number(table, row), caption));
        }
        return new RatedPairs(new Pairs(images.items(), captions, List.of()), names, scores);
    }

    private static void requireNames(Path file, List<String> names) {
        if (names.isEmpty()) {
            throw new InvalidInputException(
                    "%s:1: there is no column of scores in addition to image and caption; add one".formatted(file));
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new InvalidInputException(
                        "%s:1: invalid score name \"%s\"; begin with a letter and use letters, digits and underscores"
                                .formatted(file, name));
            }
            if (!seen.add(name)) {
                throw new InvalidInputException("%s:1: there are two columns \"%s\"; rename one".formatted(file, name));
            }
        }
    }

    private static double score(CsvTable table, CsvTable.Row row, String name, String text) {
        try {
            double score = Double.parseDouble(text.strip());
            if (Double.isFinite(score)) {
                return score;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw table.error(row, "the %s is \"%s\", not a number; fill it in or remove the row".formatted(name, text));
    }
}
