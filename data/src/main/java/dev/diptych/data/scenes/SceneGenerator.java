package dev.diptych.data.scenes;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Draws scenes, no two of the same identity, however many parts are asked for one after another.
public final class SceneGenerator {

    private static final int MOST_REPEATS = 1000;

    private final RandomGenerator random;
    private final double threeFigures;
    private final Set<String> drawn = new HashSet<>();

    /// @param threeFigures the share of scenes with three figures
    public SceneGenerator(RandomKey key, double threeFigures) {
        this.random = key.with("scenes").generator();
        this.threeFigures = threeFigures;
    }

    /// The next `count` scenes.
    ///
    /// @throws InvalidInputException if there are hardly any scenes left that were not drawn
    public List<Scene> draw(int count) {
        List<Scene> scenes = new ArrayList<>(count);
        int repeats = 0;
        while (scenes.size() < count) {
            Scene scene = scene();
            if (drawn.add(scene.identity())) {
                scenes.add(scene);
                repeats = 0;
            } else if (++repeats == MOST_REPEATS) {
                throw new InvalidInputException(
                        "There are hardly more than %d different scenes; ask for fewer, or for a larger share with three figures"
                                .formatted(drawn.size()));
            }
        }
        return scenes;
    }

    private Scene scene() {
        int count = random.nextDouble() < threeFigures ? 3 : 2;
        List<SceneColour> colours = some(SceneColour.values(), count);
        List<SceneShape> shapes = some(SceneShape.values(), count);
        List<SceneObject> figures = IntStream.range(0, count)
                .mapToObj(i -> new SceneObject(one(SceneSize.values()), colours.get(i), shapes.get(i)))
                .toList();
        SpatialRelation relation = one(SpatialRelation.values());
        Optional<SpatialRelation> third = count == 3 ? Optional.of(one(SpatialRelation.values())) : Optional.empty();
        return new Scene(figures, relation, third);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /// `count` different values in a random order.
    private <T> List<T> some(T[] values, int count) {
        List<T> list = new ArrayList<>(Arrays.asList(values));
        for (int i = 0; i < count; i++) {
            Collections.swap(list, i, i + random.nextInt(list.size() - i));
        }
        return list.subList(0, count);
    }
}
