package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingQueueTest {

    private static final int WIDTH = 2;

    @TempDir
    private Path folder;

    private int next = 1;

    // Rows (n, −n) of image 10·n and group 100·n, for the numbers that follow.
    private void add(EmbeddingQueue queue, int count) {
        float[] rows = new float[count * WIDTH];
        int[] images = new int[count];
        int[] groups = new int[count];
        for (int i = 0; i < count; i++, next++) {
            rows[i * WIDTH] = next;
            rows[i * WIDTH + 1] = -next;
            images[i] = 10 * next;
            groups[i] = 100 * next;
        }
        queue.add(Tensors.of(rows, count, WIDTH), images, groups);
    }

    // The numbers held, in the order of the ring.
    private static int[] numbers(EmbeddingQueue queue) {
        float[] rows = Tensors.floats(queue.embeddings());
        int[] numbers = new int[rows.length / WIDTH];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) rows[i * WIDTH];
            assertEquals(-numbers[i], rows[i * WIDTH + 1]);
            assertEquals(10 * numbers[i], queue.images()[i]);
            assertEquals(100 * numbers[i], queue.groups()[i]);
        }
        assertEquals(numbers.length, queue.images().length);
        assertEquals(numbers.length, queue.groups().length);
        return numbers;
    }

    @Test
    void theOldestFallOutAtTheEndOfTheRing() {
        EmbeddingQueue queue = new EmbeddingQueue(5, WIDTH);
        assertArrayEquals(new int[] {}, numbers(queue));
        add(queue, 2);
        assertArrayEquals(new int[] {1, 2}, numbers(queue));
        add(queue, 3); // exactly full
        assertArrayEquals(new int[] {1, 2, 3, 4, 5}, numbers(queue));
        add(queue, 2);
        assertArrayEquals(new int[] {6, 7, 3, 4, 5}, numbers(queue));
        add(queue, 4); // over the end
        assertArrayEquals(new int[] {11, 7, 8, 9, 10}, numbers(queue));
    }

    @Test
    void ofMoreThanItHoldsTheLastStay() {
        EmbeddingQueue queue = new EmbeddingQueue(3, WIDTH);
        add(queue, 1);
        add(queue, 8);
        int[] held = numbers(queue);
        Arrays.sort(held);
        assertArrayEquals(new int[] {7, 8, 9}, held);
        add(queue, 1);
        held = numbers(queue);
        Arrays.sort(held);
        assertArrayEquals(new int[] {8, 9, 10}, held);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "5, 2", "7, 4", "6, 13"})
    void itHoldsWhatAQueueHolds(int capacity, int batch) {
        EmbeddingQueue queue = new EmbeddingQueue(capacity, WIDTH);
        Deque<Integer> expected = new ArrayDeque<>();
        for (int round = 0; round < 9; round++) {
            int count = 1 + (batch + round) % batch;
            for (int i = 0; i < count; i++) {
                expected.add(next + i);
                if (expected.size() > capacity) {
                    expected.remove();
                }
            }
            add(queue, count);
            int[] held = numbers(queue);
            Arrays.sort(held);
            assertArrayEquals(expected.stream().mapToInt(i -> i).toArray(), held);
        }
    }

    @Test
    void aRestoredQueueGoesOnWhereItWas() {
        EmbeddingQueue queue = new EmbeddingQueue(4, WIDTH);
        add(queue, 6);
        Path file = folder.resolve("queue.safetensors");
        Safetensors.write(file, queue.state("q/"), Map.of());
        EmbeddingQueue restored = new EmbeddingQueue(4, WIDTH);
        try (TensorSource source = Safetensors.open(file)) {
            restored.restore(source, "q/");
            EmbeddingQueue other = new EmbeddingQueue(4, WIDTH);
            other.restore(source, "absent/");
            assertArrayEquals(new int[] {}, numbers(other));
        }
        assertArrayEquals(numbers(queue), numbers(restored));
        add(queue, 3);
        next -= 3;
        add(restored, 3);
        assertArrayEquals(numbers(queue), numbers(restored));
    }

    @Test
    void anEmptyQueueHasNoState() {
        assertTrue(new EmbeddingQueue(4, WIDTH).state("q/").isEmpty());
    }
}
