package dev.diptych.objective;

import dev.diptych.torch.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// Which of M texts belong to which of N images. Immutable.
///
/// A text of image -1 belongs to none: a negative caption, which is a column for images to avoid and no query itself.
/// Where it reads the same as a caption in the batch, it is as true of that caption's image.
///
/// @param images N
/// @param imageOfText the image of each text, [M]; -1 for none
/// @param captionGroup a number for each text [M], shared by texts that read the same
@SuppressWarnings("ArrayRecordComponent") // copied in, and read only by this package's losses
public record Pairing(int images, int[] imageOfText, int[] captionGroup) {

    public Pairing {
        if (imageOfText.length != captionGroup.length) {
            throw new IllegalArgumentException(
                    "one image and one group a text: " + imageOfText.length + " and " + captionGroup.length);
        }
        for (int image : imageOfText) {
            if (image < -1 || image >= images) {
                throw new IllegalArgumentException("text of image " + image + ", but there are " + images);
            }
        }
        imageOfText = imageOfText.clone();
        captionGroup = captionGroup.clone();
    }

    /// N pairs in order, with no text like another.
    public static Pairing diagonal(int pairs) {
        int[] order = new int[pairs];
        Arrays.setAll(order, i -> i);
        return new Pairing(pairs, order, order);
    }

    public int texts() {
        return imageOfText.length;
    }

    /// Boolean [N, M], row-major: true where text j is a caption of image i or reads the same as one.
    boolean[] positives() {
        Map<Integer, Set<Integer>> imagesOfGroup = new HashMap<>();
        for (int j = 0; j < texts(); j++) {
            if (imageOfText[j] >= 0) {
                imagesOfGroup
                        .computeIfAbsent(captionGroup[j], _ -> new HashSet<>())
                        .add(imageOfText[j]);
            }
        }
        boolean[] positives = new boolean[images * texts()];
        for (int j = 0; j < texts(); j++) {
            for (int i : imagesOfGroup.getOrDefault(captionGroup[j], Set.of())) {
                positives[i * texts() + j] = true;
            }
        }
        return positives;
    }

    /// Boolean [N, M], row-major: true where text j is a caption of image i.
    boolean[] ownCaptions() {
        boolean[] own = new boolean[images * texts()];
        for (int j = 0; j < texts(); j++) {
            if (imageOfText[j] >= 0) {
                own[imageOfText[j] * texts() + j] = true;
            }
        }
        return own;
    }

    /// The texts that belong to an image: every one but the negatives.
    int[] queries() {
        return java.util.stream.IntStream.range(0, texts())
                .filter(text -> imageOfText[text] >= 0)
                .toArray();
    }

    /// True where text i is the one caption of image i and no other reads the same.
    boolean isDiagonal() {
        if (texts() != images) {
            return false;
        }
        Set<Integer> groups = new HashSet<>();
        for (int i = 0; i < images; i++) {
            if (imageOfText[i] != i || !groups.add(captionGroup[i])) {
                return false;
            }
        }
        return true;
    }

    /// The positives as a boolean tensor [N, M].
    Tensor positiveMask() {
        return Tensors.mask(positives(), images, texts());
    }
}
