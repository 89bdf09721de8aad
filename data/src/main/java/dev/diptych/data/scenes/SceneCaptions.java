package dev.diptych.data.scenes;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Captions of a scene, and hard negative captions that differ from one by a single swap.
public final class SceneCaptions {

    /// Kind of a negative in which two objects have exchanged their colours or their shapes.
    public static final String ATTRIBUTE = "attribute";
    /// Kind of a negative with the opposite relation, or with the positions of two objects exchanged.
    public static final String RELATION = "relation";

    /// Kind of a negative in which one object has another shape that does not occur in the scene.
    public static final String REPLACEMENT = "replacement";

    private static final int MOST_DRAWS = 1000;

    /// A true caption and its hard negative, in the same wording.
    public record Swap(String caption, String negative, String kind) {}

    private SceneCaptions() {}

    /// Returns different true captions of a scene; equal keys give equal captions, and a longer list begins with
    /// the shorter one.
    public static List<String> captions(Scene scene, RandomKey key, int count) {
        return wordings(scene, key, count).stream()
                .map(wording -> wording.say(scene))
                .toList();
    }

    /// Returns one swap of each kind, of the first two captions of the scene for the same key.
    public static List<Swap> swaps(Scene scene, RandomKey key) {
        RandomGenerator random = key.with("swaps").generator();
        List<Wording> wordings = wordings(scene, key, 2);
        Scene attribute = swapAttribute(scene, random);
        Scene relation = swapRelation(scene, random);
        return List.of(
                swap(wordings.get(0), scene, attribute, ATTRIBUTE), swap(wordings.get(1), scene, relation, RELATION));
    }

    /// Returns a true caption and one in which an object's shape is replaced; the colours are equal, so that only
    /// the shape distinguishes them.
    static Swap replacement(Scene scene, RandomKey key) {
        RandomGenerator random = key.with("replacement").generator();
        Wording wording = wordings(scene, key, 1).getFirst();
        int object = random.nextInt(scene.objects().size());
        List<SceneShape> absent = Arrays.stream(SceneShape.values())
                .filter(shape -> scene.objects().stream().noneMatch(each -> each.shape() == shape))
                .toList();
        SceneShape shape = absent.get(random.nextInt(absent.size()));
        return swap(wording, scene, scene.withShape(object, shape), REPLACEMENT);
    }

    private static Swap swap(Wording wording, Scene scene, Scene changed, String kind) {
        return new Swap(wording.say(scene), wording.say(changed), kind);
    }

    private static List<Wording> wordings(Scene scene, RandomKey key, int count) {
        RandomGenerator random = key.with("captions").generator();
        Set<String> seen = new LinkedHashSet<>();
        List<Wording> wordings = new ArrayList<>(count);
        for (int draw = 0; wordings.size() < count; draw++) {
            if (draw == MOST_DRAWS) {
                throw new InvalidInputException(
                        "A scene does not have %d different captions; request fewer".formatted(count));
            }
            Wording wording = Wording.draw(scene, random);
            if (seen.add(wording.say(scene))) {
                wordings.add(wording);
            }
        }
        return wordings;
    }

    private static Scene swapAttribute(Scene scene, RandomGenerator random) {
        int first = random.nextInt(scene.objects().size());
        int second = other(first, scene, random);
        return random.nextBoolean() ? scene.exchangeColours(first, second) : scene.exchangeShapes(first, second);
    }

    private static Scene swapRelation(Scene scene, RandomGenerator random) {
        if (random.nextBoolean()) {
            int first = random.nextInt(scene.objects().size());
            return scene.exchangeFigures(first, other(first, scene, random));
        }
        boolean ofThird = scene.relationOfThird().isPresent() && random.nextBoolean();
        return ofThird
                ? new Scene(
                        scene.objects(),
                        scene.relation(),
                        Optional.of(scene.relationOfThird().orElseThrow().opposite()))
                : new Scene(scene.objects(), scene.relation().opposite(), scene.relationOfThird());
    }

    private static int other(int object, Scene scene, RandomGenerator random) {
        int count = scene.objects().size();
        return (object + 1 + random.nextInt(count - 1)) % count;
    }
}
