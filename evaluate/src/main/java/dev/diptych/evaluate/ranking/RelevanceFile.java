package dev.diptych.evaluate.ranking;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.internal.table.CsvTable;
import dev.diptych.data.internal.table.TextLines;
import dev.diptych.evaluate.ranking.RelevanceJudgements.GradedPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Judgements of relevance from a file, in one of two formats:
///
/// * a CSV file with the columns `image,caption,relevance`, one row per pair; it applies to both
///   directions and to every caption of the data with the same text;
/// * TREC's qrels, for any other extension: lines of four fields separated by white space, `query
///   iteration document grade`. An image is named as in the data, a caption `IMAGE#NUMBER`, the
///   number of the caption among those of the image, from 0. A line whose query is a caption judges
///   images, and the reverse. The iteration is ignored.
///
/// A grade is a number; above 0 is relevant, and a higher one is more relevant.
public final class RelevanceFile {

    private final List<GradedPair> judgements;

    private RelevanceFile(List<GradedPair> judgements) {
        this.judgements = judgements;
    }

    /// @param pairs the data set, including images that may turn out to be unreadable
    /// @throws InvalidInputException if the file cannot be read, or a line is invalid or does not
    ///     refer to the data; names the file and the line
    public static RelevanceFile read(Path file, Pairs pairs) {
        Map<String, Integer> images = new HashMap<>();
        for (int i = 0; i < pairs.images().size(); i++) {
            images.put(pairs.image(i).name(), i);
        }
        boolean table = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        List<GradedPair> judgements = table ? table(file, pairs, images) : qrels(file, pairs, images);
        if (judgements.stream().noneMatch(each -> each.grade() > 0)) {
            throw new InvalidInputException(file + ": contains no grade above 0, so nothing is relevant");
        }
        return new RelevanceFile(judgements);
    }

    /// The judgements of a data set, which may lack images of the one that the file was read for.
    public RelevanceJudgements of(Pairs pairs) {
        return RelevanceJudgements.of(judgements, pairs);
    }

    private static List<GradedPair> table(Path file, Pairs pairs, Map<String, Integer> images) {
        CsvTable table = CsvTable.read(file, "image", "caption", "relevance");
        List<GradedPair> judgements = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (CsvTable.Row row : table.rows()) {
            String place = file + ":" + row.line();
            String image = row.values().get(0);
            String caption = row.values().get(1);
            if (!images.containsKey(image)) {
                throw new InvalidInputException(unknown(place, "image", image));
            }
            if (pairs.groupOf(caption) < 0) {
                throw new InvalidInputException(unknown(place, "caption", caption));
            }
            if (!seen.add(List.of(image, caption))) {
                throw new InvalidInputException(place + ": the pair is judged twice; remove one of the rows");
            }
            judgements.add(new GradedPair(
                    true,
                    true,
                    image,
                    caption,
                    -1,
                    "",
                    grade(place, row.values().get(2))));
        }
        return judgements;
    }

    private static List<GradedPair> qrels(Path file, Pairs pairs, Map<String, Integer> images) {
        List<GradedPair> judgements = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        try (TextLines lines = new TextLines(file)) {
            for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
                String place = file + ":" + line.number();
                String problem = line.problem();
                if (problem != null) {
                    throw new InvalidInputException(place + ": " + problem);
                }
                if (line.text().isBlank()) {
                    continue;
                }
                String[] fields = line.text().strip().split("\\s+");
                if (fields.length != 4) {
                    throw new InvalidInputException(place
                            + ": has %d fields; expected \"query iteration document grade\" as in TREC's qrels, or a .csv file with the columns image,caption,relevance"
                                    .formatted(fields.length));
                }
                if (!seen.add(List.of(fields[0], fields[2]))) {
                    throw new InvalidInputException(place + ": the pair is judged twice; remove one of the lines");
                }
                judgements.add(judgement(place, fields, pairs, images));
            }
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read; pass a file of relevance judgements", e);
        }
        return judgements;
    }

    private static GradedPair judgement(String place, String[] fields, Pairs pairs, Map<String, Integer> images) {
        boolean imageQuery = images.containsKey(fields[0]);
        String image = imageQuery ? fields[0] : fields[2];
        String caption = imageQuery ? fields[2] : fields[0];
        if (!images.containsKey(image)) {
            throw new InvalidInputException(place
                    + ": neither %s nor %s is an image of the data; captions are named IMAGE#NUMBER"
                            .formatted(fields[0], fields[2]));
        }
        int hash = caption.lastIndexOf('#');
        Integer captionImage = hash < 0 ? null : images.get(caption.substring(0, hash));
        String digits = caption.substring(hash + 1);
        if (captionImage == null
                || !digits.matches("\\d{1,9}")
                || Integer.parseInt(digits) >= pairs.captionCountOf(captionImage)) {
            throw new InvalidInputException(
                    unknown(place, "caption", caption)
                            + "; captions are named IMAGE#NUMBER, with the number of the caption among those of the image, from 0");
        }
        return new GradedPair(
                !imageQuery,
                imageQuery,
                image,
                "",
                Integer.parseInt(digits),
                caption.substring(0, hash),
                grade(place, fields[3]));
    }

    private static float grade(String place, String text) {
        try {
            float grade = Float.parseFloat(text.strip());
            if (Float.isFinite(grade)) {
                return grade;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new InvalidInputException(place + ": the grade \"" + text + "\" is not a number");
    }

    private static String unknown(String place, String what, String name) {
        return "%s: the %s \"%s\" is not in the data".formatted(place, what, name);
    }
}
