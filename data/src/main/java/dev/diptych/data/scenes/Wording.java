package dev.diptych.data.scenes;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Wording of the caption of a scene: template and synonyms. Applied to a changed scene, the same wording gives a
/// sentence that differs only in the change.
///
/// @param template for the first two objects
/// @param tail how the third is added
/// @param inverted whether the first two are exchanged in the sentence (`a left of b`, `b right of a`)
/// @param sizes whether sizes are named
/// @param synonyms choices between words of the same meaning
record Wording(int template, int tail, boolean inverted, boolean sizes, Synonyms synonyms) {

    private static final int TEMPLATES_OF_TWO = 9;
    private static final int TEMPLATES_OF_THREE = 8; // the last one names sides of the picture, true of two only
    private static final int TAILS = 3;

    /// Probability that the left or upper object is named first, as people usually do.
    private static final int READING_ORDER_PERCENT = 85;

    /// @param direction between the first two objects
    /// @param third between the third and the first two
    record Synonyms(int direction, int third, int shape, int size) {}

    static Wording draw(Scene scene, RandomGenerator random) {
        int templates = scene.relationOfThird().isPresent() ? TEMPLATES_OF_THREE : TEMPLATES_OF_TWO;
        int template = random.nextInt(templates);
        boolean inReadingOrder = random.nextInt(100) < READING_ORDER_PERCENT;
        return new Wording(
                template,
                random.nextInt(TAILS),
                inReadingOrder != namesInReadingOrder(template, scene.relation()),
                random.nextBoolean(),
                new Synonyms(random.nextInt(4), random.nextInt(4), random.nextInt(2), random.nextInt(2)));
    }

    // Whether the object that is named first, without inversion, is the left or upper one.
    private static boolean namesInReadingOrder(int template, SpatialRelation relation) {
        boolean objectFirst = template >= 4 && template <= 7;
        boolean subjectIsFirst = relation == SpatialRelation.LEFT || relation == SpatialRelation.ABOVE;
        return objectFirst != subjectIsFirst;
    }

    /// Returns the caption of a scene in this wording.
    String say(Scene scene) {
        SpatialRelation relation = inverted ? scene.relation().opposite() : scene.relation();
        String subject = noun(scene.objects().get(inverted ? 1 : 0));
        String object = noun(scene.objects().get(inverted ? 0 : 1));
        String two = pair(subject, relation, object);
        return scene.relationOfThird()
                .map(third -> two + third(noun(scene.objects().get(2)), third))
                .orElse(two);
    }

    private String pair(String subject, SpatialRelation relation, String object) {
        String where = where(relation, synonyms.direction());
        String fromIt = fromIt(relation, synonyms.direction());
        return switch (template) {
            case 0 -> "%s %s %s".formatted(subject, where, object);
            case 1 -> "%s is %s %s".formatted(subject, where, object);
            case 2 -> "there is %s %s %s".formatted(subject, where, object);
            case 3 -> "%s lies %s %s".formatted(subject, where, object);
            case 4 -> "%s with %s %s".formatted(object, subject, fromIt);
            case 5 -> "%s %s is %s".formatted(where, object, subject);
            case 6 -> "%s has %s %s".formatted(object, subject, fromIt);
            case 7 ->
                "%s %s, %s, is %s".formatted(relation.isHorizontal() ? "beside" : "near", object, fromIt, subject);
            case 8 -> "%s %s and %s %s".formatted(subject, side(relation), object, side(relation.opposite()));
            default -> throw new IllegalStateException("There is no template " + template);
        };
    }

    private String third(String object, SpatialRelation relation) {
        return switch (tail) {
            case 0 -> ", with %s %s both".formatted(object, where(relation, synonyms.third()));
            case 1 -> ", and %s %s both of them".formatted(object, where(relation, synonyms.third()));
            case 2 -> ", both %s %s".formatted(where(relation.opposite(), synonyms.third()), object);
            default -> throw new IllegalStateException("There is no tail " + tail);
        };
    }

    private String noun(SceneObject object) {
        String size = sizes ? object.size().word(synonyms.size()) + " " : "";
        String words = size + object.colour().word() + " " + object.shape().word(synonyms.shape());
        return (words.startsWith("o") ? "an " : "a ") + words; // orange is the only word with a vowel
    }

    private static String where(SpatialRelation direction, int choice) {
        String side = direction.name().toLowerCase(Locale.ROOT);
        return switch (direction) {
            case LEFT, RIGHT ->
                List.of("to the " + side + " of", side + " of", "on the " + side + " of", "on the " + side + " side of")
                        .get(choice);
            case ABOVE -> List.of("above", "over", "higher than", "above").get(choice);
            case BELOW -> List.of("below", "under", "lower than", "beneath").get(choice);
        };
    }

    /// Position of the other object, relative to one just named.
    private static String fromIt(SpatialRelation direction, int choice) {
        String side = direction.name().toLowerCase(Locale.ROOT);
        return switch (direction) {
            case LEFT, RIGHT -> (choice % 2 == 0 ? "on its " : "to its ") + side;
            case ABOVE -> choice % 2 == 0 ? "above it" : "over it";
            case BELOW -> choice % 2 == 0 ? "below it" : "under it";
        };
    }

    private static String side(SpatialRelation direction) {
        return switch (direction) {
            case LEFT -> "on the left";
            case RIGHT -> "on the right";
            case ABOVE -> "at the top";
            case BELOW -> "at the bottom";
        };
    }
}
