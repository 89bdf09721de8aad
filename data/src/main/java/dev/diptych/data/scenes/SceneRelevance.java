package dev.diptych.data.scenes;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.Pairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Graded relevance of scenes for captions, known from how the scenes were generated: 3 for the scene of the caption, 2
/// for another scene with all its objects, 1 for a scene with some of them. Objects are the same if colour and shape
/// are; sizes and positions do not matter.
public final class SceneRelevance {

    /// The name of the file of judgements in a folder of scenes.
    public static final String FILE = "relevance.qrels";

    private static final int OWN = 3;
    private static final int ALL_OBJECTS = 2;
    private static final int SOME_OBJECTS = 1;

    private SceneRelevance() {}

    /// Writes the judgements as TREC's qrels: lines `IMAGE#NUMBER 0 IMAGE grade`, a caption being named by its image
    /// and its number among the captions of the image, from 0.
    static void write(SceneSet set, Path directory) {
        AtomicFile.write(directory.resolve(FILE), String.join("\n", lines(set)) + "\n");
    }

    static List<String> lines(SceneSet set) {
        Pairs pairs = set.pairs();
        List<String> lines = new ArrayList<>();
        for (int query = 0; query < set.scenes().size(); query++) {
            List<String> graded = new ArrayList<>();
            for (int image = 0; image < set.scenes().size(); image++) {
                int grade = image == query
                        ? OWN
                        : grade(set.scenes().get(query), set.scenes().get(image));
                if (grade > 0) {
                    graded.add(" 0 %s %d".formatted(pairs.image(image).name(), grade));
                }
            }
            for (int caption = 0; caption < pairs.captionCountOf(query); caption++) {
                String name = pairs.image(query).name() + "#" + caption;
                graded.forEach(line -> lines.add(name + line));
            }
        }
        return lines;
    }

    /// The grade of another scene than that of the caption; 0 if it is not relevant.
    static int grade(Scene ofCaption, Scene other) {
        long common = ofCaption.objects().stream()
                .filter(object -> other.objects().stream().anyMatch(each -> isSame(object, each)))
                .count();
        return common == 0 ? 0 : common == ofCaption.objects().size() ? ALL_OBJECTS : SOME_OBJECTS;
    }

    private static boolean isSame(SceneObject first, SceneObject second) {
        return first.colour() == second.colour() && first.shape() == second.shape();
    }
}
