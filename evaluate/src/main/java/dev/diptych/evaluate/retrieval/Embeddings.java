package dev.diptych.evaluate.retrieval;

import dev.diptych.base.InvalidInputException;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.DataType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Image and text embeddings in the shared space, and the image of each text.
///
/// An image may have several captions, or none; then it is only a candidate. The caller owns the tensors and keeps
/// them alive while metrics are computed.
///
/// @param image [N, P] float32, rows of unit length
/// @param text [M, P] float32, rows of unit length
/// @param imageOfText the row of `image` for each text, length M
/// @param groupOfText equal numbers for texts that read the same, length M: each of them is correct for the images of
///     all of them
public record Embeddings(Tensor image, Tensor text, int[] imageOfText, int[] groupOfText) {

    /// Tolerance of the length, for rows that were normalised in bf16.
    private static final float LENGTH_TOLERANCE = 0.01f;

    /// Embeddings of texts that are all counted as different, whether or not they read the same.
    public Embeddings(Tensor image, Tensor text, int[] imageOfText) {
        this(image, text, imageOfText, IntStream.range(0, imageOfText.length).toArray());
    }

    /// @throws InvalidInputException if shapes, types, indices or lengths are not as specified above. Rows of NaN
    ///     or
    ///     zeros, which a broken model produces, are accepted: metrics count them against the model.
    public Embeddings {
        check("image", image);
        check("text", text);
        if (image.size(1) != text.size(1)) {
            throw new InvalidInputException("image embeddings are " + image.size(1) + " wide, but text embeddings "
                    + text.size(1) + "; use both from one model");
        }
        if (imageOfText.length != text.size(0)) {
            throw new InvalidInputException(text.size(0) + " text embeddings, but " + imageOfText.length
                    + " image indices; pass one index per text");
        }
        if (groupOfText.length != imageOfText.length) {
            throw new InvalidInputException(imageOfText.length + " texts, but " + groupOfText.length
                    + " groups of equal texts; pass one number per text");
        }
        for (int t = 0; t < imageOfText.length; t++) {
            if (imageOfText[t] < 0 || imageOfText[t] >= image.size(0)) {
                throw new InvalidInputException("text " + t + " belongs to image " + imageOfText[t]
                        + ", but image indices run from 0 to " + (image.size(0) - 1));
            }
        }
    }

    /// The number of images, N.
    public int images() {
        return Math.toIntExact(image.size(0));
    }

    /// The number of texts, M.
    public int texts() {
        return imageOfText.length;
    }

    /// The same embeddings under the strict rule: a text is correct for its own image only.
    public Embeddings strict() {
        return new Embeddings(image, text, imageOfText);
    }

    /// Which texts and images belong together.
    public CorrectPairs correctPairs() {
        return new CorrectPairs(images(), imageOfText, groupOfText);
    }

    /// The first caption of each image that has one, in the order of the images.
    public int[] firstCaptions() {
        int[] first = new int[images()];
        Arrays.fill(first, -1);
        for (int t = texts() - 1; t >= 0; t--) {
            first[imageOfText[t]] = t;
        }
        return Arrays.stream(first).filter(t -> t >= 0).toArray();
    }

    private static void check(String name, Tensor embeddings) {
        if (embeddings.dim() != 2 || embeddings.size(0) == 0 || embeddings.size(1) == 0) {
            throw new InvalidInputException(name + " embeddings have the shape "
                    + Arrays.toString(Tensors.shape(embeddings)) + "; expected a matrix with at least one row");
        }
        if (!DataType.of(embeddings).equals(Optional.of(DataType.FLOAT32))) {
            throw new InvalidInputException(
                    name + " embeddings are " + embeddings.scalar_type() + "; convert them to float32");
        }
        try (var _ = Precision.FP32.enter();
                var _ = Gradients.disabled();
                var _ = TensorScope.open()) {
            float[] lengths = Tensors.floats(Operators.euclideanNorm(embeddings));
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] != 0 && Math.abs(lengths[i] - 1) > LENGTH_TOLERANCE) {
                    throw new InvalidInputException(
                            name + " embedding " + i + " has the length " + lengths[i] + "; normalise it to 1");
                }
            }
        }
    }
}
