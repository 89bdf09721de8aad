package dev.diptych.spark.internal.vectors;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Some images with their texts as matrices.
///
/// @param images numbers of the images, ascending, `[N]`
/// @param image [N, D]
/// @param texts numbers of the texts, `[M]`
/// @param text [M, E]; null if there are no texts
/// @param imageOfText the image of each text as a row of `image`, `[M]`
@SuppressWarnings("ArrayRecordComponent") // read only
record VectorBlock(
        int[] images, Tensor image, int[] texts, @Nullable Tensor text, int[] imageOfText) {

    private static final int IMAGES = 1024;

    /// Passes the rows of a partition to `action`, some at a time, each in a scope of its own.
    static void forEach(Iterator<ImageVectors> rows, Consumer<VectorBlock> action) {
        while (rows.hasNext()) {
            next(rows, block -> {
                action.accept(block);
                return true;
            });
        }
    }

    /// What `function` returns for the rows of a partition, some at a time, each in a scope of
    /// its own. Computed when it is read.
    static <T> Iterator<T> flatMap(Iterator<ImageVectors> rows, Function<VectorBlock, List<T>> function) {
        Queue<T> waiting = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (waiting.isEmpty() && rows.hasNext()) {
                    waiting.addAll(VectorBlock.next(rows, function));
                }
                return !waiting.isEmpty();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return waiting.remove();
            }
        };
    }

    private static <T> T next(Iterator<ImageVectors> rows, Function<VectorBlock, T> function) {
        TaskThreads.prepare();
        List<ImageVectors> some = new ArrayList<>();
        while (rows.hasNext() && some.size() < IMAGES) {
            some.add(rows.next());
        }
        some.sort(Comparator.comparingInt(ImageVectors::image));
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled();
                var _ = Precision.FP32.enter()) {
            return function.apply(of(some));
        }
    }

    private static VectorBlock of(List<ImageVectors> some) {
        int count = some.stream().mapToInt(each -> each.texts().length).sum();
        int width = some.getFirst().vector().length;
        float[] vectors = new float[some.size() * width];
        float[] textVectors = new float
                [some.stream().mapToInt(each -> each.textVectors().length).sum()];
        int[] images = new int[some.size()];
        int[] texts = new int[count];
        int[] imageOfText = new int[count];
        int text = 0;
        int offset = 0;
        for (int i = 0; i < images.length; i++) {
            ImageVectors each = some.get(i);
            images[i] = each.image();
            System.arraycopy(each.vector(), 0, vectors, i * width, width);
            System.arraycopy(each.textVectors(), 0, textVectors, offset, each.textVectors().length);
            offset += each.textVectors().length;
            for (int number : each.texts()) {
                texts[text] = number;
                imageOfText[text++] = i;
            }
        }
        return new VectorBlock(
                images,
                Tensors.of(vectors, images.length, width),
                texts,
                count == 0 ? null : Tensors.of(textVectors, count, textVectors.length / count),
                imageOfText);
    }

    /// The sum of the texts of each image: [N, K].
    ///
    /// @param projected the texts, [M, K]
    Tensor sums(Tensor projected) {
        return Operators.sumRows(projected, Tensors.index(imageOfText), images.length);
    }

    /// Row by row.
    static float[][] rows(Tensor matrix) {
        int width = (int) matrix.size(1);
        float[] values = Tensors.floats(matrix);
        float[][] rows = new float[(int) matrix.size(0)][width];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(values, row * width, rows[row], 0, width);
        }
        return rows;
    }
}
