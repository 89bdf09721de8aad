package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.diptych.torch.Tensors;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DistinctTextsTest {

    private static final DistinctTexts REPEATED = DistinctTexts.of(new int[] {7, 3, 7, 9, 3, 7});

    @Test
    void theFirstOfEqualTextsStandsForThem() {
        assertEquals(3, REPEATED.count());
        assertArrayEquals(new int[] {0, 1, 3}, REPEATED.first());
        assertArrayEquals(new int[] {0, 1, 0, 2, 1, 0}, REPEATED.distinctOf());
    }

    @Test
    void rowsOfDistinctTextsBecomeRowsOfAll() {
        Tensor rows = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertArrayEquals(new float[] {1, 2, 3, 4, 1, 2, 5, 6, 3, 4, 1, 2}, Tensors.floats(REPEATED.spread(rows)));
    }

    @Test
    void theGradientOfADistinctTextIsTheSumOverItsCopies() {
        Tensor gradient = Tensors.of(new float[] {1, 10, 2, 20, 4, 40, 8, 80, 16, 160, 32, 320}, 6, 2);
        Tensor gathered = Objects.requireNonNull(REPEATED.gather(gradient));
        assertArrayEquals(new float[] {37, 370, 18, 180, 8, 80}, Tensors.floats(gathered));
        assertNull(REPEATED.gather(null));
    }

    @Test
    void textsThatAllDifferStayAsTheyAre() {
        Tensor rows = Tensors.of(new float[] {1, 2, 3}, 3, 1);
        for (DistinctTexts all : new DistinctTexts[] {DistinctTexts.all(3), DistinctTexts.of(new int[] {5, 4, 6})}) {
            assertEquals(3, all.count());
            assertArrayEquals(new int[] {0, 1, 2}, all.first());
            assertArrayEquals(new int[] {0, 1, 2}, all.distinctOf());
            assertSame(rows, all.spread(rows));
            assertSame(rows, all.gather(rows));
        }
    }
}
