package dev.diptych.data.scenes;

import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses a caption and checks it against the picture, independently of how captions are generated: nouns must be
/// objects of the scene, and their positions are measured in the pixels.
final class CaptionTruth {

    private static final Pattern NOUN = Pattern.compile("\\b(a|an) ((small|little|large|big) )?"
            + "(red|orange|yellow|green|blue|purple|pink|white) "
            + "(circle|disc|square|triangle|star|diamond|pentagon|cross|ring|hoop)\\b");
    private static final String OF =
            "((?:to the |on the )?(?:left|right)(?: side)? of|above|over|higher than|below|under"
                    + "|lower than|beneath)";
    private static final String IT = "((?:on|to) its (?:left|right)|above it|over it|below it|under it)";
    private static final String SIDE = "(on the left|on the right|at the top|at the bottom)";
    private static final Pattern TAIL =
            Pattern.compile("(.*), (?:with #2 %s both|and #2 %s both of them|both %s #2)".formatted(OF, OF, OF));
    private static final List<Pattern> FIRST_IS = List.of(
            Pattern.compile("(?:there is )?#0 (?:is |lies )?%s #1".formatted(OF)),
            Pattern.compile("#0 %s and #1 %s".formatted(SIDE, SIDE)));
    private static final List<Pattern> SECOND_IS = List.of(
            Pattern.compile("#0 (?:with|has) #1 " + IT),
            Pattern.compile(OF + " #0 is #1"),
            Pattern.compile("(?:beside|near) #0, %s, is #1".formatted(IT)));
    private static final int COLOUR_TOLERANCE = 10;
    private static final double CLEAR = 0.08; // of the picture's side

    private record Noun(String size, SceneColour colour, SceneShape shape) {}

    private record Centre(double x, double y) {}

    private final Scene scene;
    private final int side;
    private final Map<SceneColour, Centre> centres = new EnumMap<>(SceneColour.class);

    CaptionTruth(Scene scene, RgbImage picture) {
        this.scene = scene;
        this.side = picture.width();
        for (SceneColour colour : SceneColour.values()) {
            double sumX = 0;
            double sumY = 0;
            int count = 0;
            for (int i = 0; i < side * side; i++) {
                if (isNear(picture, i, colour)) {
                    int row = i / side;
                    sumX += i % side;
                    sumY += row;
                    count++;
                }
            }
            if (count > side * side / 400) {
                centres.put(colour, new Centre(sumX / count, sumY / count));
            }
        }
    }

    /// Colours in the picture.
    Set<SceneColour> colours() {
        return centres.keySet();
    }

    boolean isTrue(String caption) {
        List<Noun> nouns = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        Matcher matcher = NOUN.matcher(caption);
        while (matcher.find()) {
            if (matcher.group(1).equals("an") != matcher.group(4).equals("orange") && matcher.group(2) == null) {
                throw new AssertionError("Wrong article: " + caption);
            }
            matcher.appendReplacement(rest, "#" + nouns.size());
            nouns.add(noun(matcher));
        }
        matcher.appendTail(rest);
        return nouns.stream().allMatch(this::isShown) && relationsHold(rest.toString(), nouns);
    }

    private boolean relationsHold(String sentence, List<Noun> nouns) {
        String two = sentence;
        if (nouns.size() == 3) {
            Matcher tail = TAIL.matcher(sentence);
            require(tail.matches(), sentence);
            two = tail.group(1);
            boolean holds = tail.group(4) == null
                    ? holdsOfThird(tail.group(2) == null ? tail.group(3) : tail.group(2), nouns)
                    : isAt(nouns.get(0), tail.group(4), nouns.get(2))
                            && isAt(nouns.get(1), tail.group(4), nouns.get(2));
            if (!holds) {
                return false;
            }
        }
        for (Pattern pattern : FIRST_IS) {
            Matcher first = pattern.matcher(two);
            if (first.matches()) {
                return isAt(nouns.get(0), first.group(1), nouns.get(1))
                        && (first.groupCount() < 2 || isAt(nouns.get(1), first.group(2), nouns.get(0)));
            }
        }
        for (Pattern pattern : SECOND_IS) {
            Matcher second = pattern.matcher(two);
            if (second.matches()) {
                return isAt(nouns.get(1), second.group(1), nouns.get(0));
            }
        }
        throw new AssertionError("Not understood: " + two);
    }

    private boolean holdsOfThird(String where, List<Noun> nouns) {
        return isAt(nouns.get(2), where, nouns.get(0)) && isAt(nouns.get(2), where, nouns.get(1));
    }

    private boolean isAt(Noun subject, String where, Noun object) {
        Centre a = centres.get(subject.colour());
        Centre b = centres.get(object.colour());
        if (a == null || b == null) {
            return false;
        }
        double clear = CLEAR * side;
        if (where.contains("left")) {
            return b.x() - a.x() > clear;
        }
        if (where.contains("right")) {
            return a.x() - b.x() > clear;
        }
        boolean above = where.matches("above.*|over.*|higher.*|at the top");
        return above ? b.y() - a.y() > clear : a.y() - b.y() > clear;
    }

    private boolean isShown(Noun noun) {
        return centres.containsKey(noun.colour())
                && scene.objects().stream()
                        .anyMatch(object -> object.colour() == noun.colour()
                                && object.shape() == noun.shape()
                                && (noun.size().isEmpty()
                                        || (object.size() == SceneSize.SMALL)
                                                == noun.size().matches("small|little")));
    }

    private static Noun noun(Matcher matcher) {
        String shape = matcher.group(5).replace("disc", "circle").replace("hoop", "ring");
        String size = matcher.group(3);
        return new Noun(
                size == null ? "" : size,
                SceneColour.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)),
                SceneShape.valueOf(shape.toUpperCase(Locale.ROOT)));
    }

    private static boolean isNear(RgbImage picture, int pixel, SceneColour colour) {
        byte[] bytes = picture.pixels();
        return Math.abs((bytes[3 * pixel] & 0xFF) - colour.red()) <= COLOUR_TOLERANCE
                && Math.abs((bytes[3 * pixel + 1] & 0xFF) - colour.green()) <= COLOUR_TOLERANCE
                && Math.abs((bytes[3 * pixel + 2] & 0xFF) - colour.blue()) <= COLOUR_TOLERANCE;
    }

    private static void require(boolean understood, String sentence) {
        if (!understood) {
            throw new AssertionError("Not understood: " + sentence);
        }
    }
}
