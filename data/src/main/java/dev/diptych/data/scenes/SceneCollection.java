package dev.diptych.data.scenes;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Scenes to search in, with queries whose answers are known from how the scenes were generated.
///
/// @param pairs pictures with captions
/// @param answerable captions of scenes of the collection, in another wording than those of `pairs`
/// @param absent captions of scenes with a colour or shape that no scene of the collection has; empty unless some are
///     left out
/// @param nearMisses captions that are true of no scene, but differ from a true one by exchanged attributes or by the
///     opposite relation
public record SceneCollection(Pairs pairs, List<String> answerable, List<String> absent, List<String> nearMisses) {

    private static final int QUERIES = 500;
    private static final int BATCH = 256;

    /// Generates a collection. A pure function of its arguments.
    ///
    /// @param options seed, number of scenes (`test`), and how they look
    /// @param without names of colours and shapes that no scene has, such as `purple`
    /// @throws InvalidInputException if a name is unknown, or too few scenes are left
    public static SceneCollection generate(SceneOptions options, Set<String> without) {
        requireKnown(without);
        RandomKey key = RandomKey.of(options.seed()).with("collection");
        SceneGenerator generator = new SceneGenerator(key, options.threeFigures());
        List<Scene> scenes = new ArrayList<>();
        List<Scene> others = new ArrayList<>();
        while (scenes.size() < options.test()) {
            for (Scene scene : generator.draw(BATCH)) {
                if (scene.objects().stream().anyMatch(object -> isOneOf(object, without))) {
                    others.add(scene);
                } else if (scenes.size() < options.test()) {
                    scenes.add(scene);
                }
            }
        }
        SceneSet set = SceneSet.of("collection", scenes, options, false);
        return new SceneCollection(
                set.pairs(),
                captions(scenes, key, options.captions() + 1), // begins with the captions of the pairs
                captions(others, key.with("others"), 1),
                nearMisses(scenes, key.with("near misses")));
    }

    /// Writes a folder that [CaptionsFolder] reads, and `answerable.txt`, `absent.txt` and `near-misses.txt`.
    public void write(Path directory) {
        CaptionsFolder.write(pairs, directory);
        writeLines(directory.resolve("answerable.txt"), answerable);
        writeLines(directory.resolve("absent.txt"), absent);
        writeLines(directory.resolve("near-misses.txt"), nearMisses);
    }

    private static void writeLines(Path file, List<String> lines) {
        if (!lines.isEmpty()) {
            AtomicFile.write(file, String.join("\n", lines) + "\n");
        }
    }

    private static boolean isOneOf(SceneObject object, Set<String> names) {
        return names.contains(object.colour().word())
                || names.contains(object.shape().word(0))
                || names.contains(object.shape().word(1));
    }

    private static void requireKnown(Set<String> names) {
        Set<String> known = new TreeSet<>();
        Arrays.stream(SceneColour.values()).map(SceneColour::word).forEach(known::add);
        Arrays.stream(SceneShape.values())
                .flatMap(shape -> Stream.of(shape.word(0), shape.word(1)))
                .forEach(known::add);
        for (String name : names) {
            if (!known.contains(name)) {
                throw new InvalidInputException(
                        "unknown colour or shape " + name + "; expected one of " + String.join(", ", known));
            }
        }
    }

    // The last of `count` different captions of each scene.
    private static List<String> captions(List<Scene> scenes, RandomKey key, int count) {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < Math.min(QUERIES, scenes.size()); i++) {
            captions.add(
                    SceneCaptions.captions(scenes.get(i), key.with(i), count).getLast());
        }
        return captions;
    }

    private static List<String> nearMisses(List<Scene> scenes, RandomKey key) {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < scenes.size() && captions.size() < QUERIES; i++) {
            Scene scene = scenes.get(i);
            if (scene.objects().size() > 2) {
                continue; // its captions are true of fewer scenes, which would be too easy
            }
            Scene changed = switch (i % 3) {
                case 0 -> scene.exchangeColours(0, 1);
                case 1 -> scene.exchangeShapes(0, 1);
                default -> new Scene(scene.objects(), scene.relation().opposite(), scene.relationOfThird());
            };
            if (scenes.stream().noneMatch(each -> shows(each, changed))) {
                captions.add(SceneCaptions.captions(changed, key.with(i), 1).getFirst());
            }
        }
        return captions;
    }

    // Whether a scene has both objects of `pair`, whatever their sizes, on the same sides of each other.
    private static boolean shows(Scene scene, Scene pair) {
        int first = indexOf(scene, pair.objects().get(0));
        int second = indexOf(scene, pair.objects().get(1));
        if (first < 0 || second < 0) {
            return false;
        }
        List<Scene.Cell> cells = scene.cells();
        int columns =
                Integer.signum(cells.get(first).column() - cells.get(second).column());
        int rows = Integer.signum(cells.get(first).row() - cells.get(second).row());
        return pair.relation().isHorizontal()
                ? columns == pair.relation().columns()
                : rows == pair.relation().rows();
    }

    private static int indexOf(Scene scene, SceneObject object) {
        for (int i = 0; i < scene.objects().size(); i++) {
            SceneObject each = scene.objects().get(i);
            if (each.colour() == object.colour() && each.shape() == object.shape()) {
                return i;
            }
        }
        return -1;
    }
}
