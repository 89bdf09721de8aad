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

/// Generates synthetic scenes, all of different identity across successive calls.
public final class SceneGenerator {

    private static final int MOST_REPEATS = 1000;

    private final RandomGenerator random;
    private final double threeFigures;
    private final Set<String> drawn = new HashSet<>();

    /// @param threeFigures fraction of scenes with three objects
    public SceneGenerator(RandomKey key, double threeFigures) {
        this.random = key.with("scenes").generator();
        this.threeFigures = threeFigures;
    }

    /// Generates the next `count` scenes.
    ///
    /// @throws InvalidInputException if hardly any new scenes are left
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
                        "There are hardly more than %d different scenes; request fewer, or a larger share with three objects"
                                .formatted(drawn.size()));
            }
        }
        return scenes;
    }

    private Scene scene() {
        int count = random.nextDouble() < threeFigures ? 3 : 2;
        List<SceneColour> colours = some(SceneColour.values(), count);
        List<SceneShape> shapes = some(SceneShape.values(), count);
        List<SceneObject> objects = IntStream.range(0, count)
                .mapToObj(i -> new SceneObject(one(SceneSize.values()), colours.get(i), shapes.get(i)))
                .toList();
        SpatialRelation relation = one(SpatialRelation.values());
        Optional<SpatialRelation> third = count == 3 ? Optional.of(one(SpatialRelation.values())) : Optional.empty();
        return new Scene(objects, relation, third);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /// Returns `count` different values in a random order.
    private <T> List<T> some(T[] values, int count) {
        List<T> list = new ArrayList<>(Arrays.asList(values));
        for (int i = 0; i < count; i++) {
            Collections.swap(list, i, i + random.nextInt(list.size() - i));
        }
        return list.subList(0, count);
    }
}
