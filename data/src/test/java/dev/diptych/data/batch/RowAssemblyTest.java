package dev.diptych.data.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowAssemblyTest {

    private static final int[] IMAGES = IntStream.range(0, 37).toArray();

    /// Two features of each image: its number and half of it; every tenth image is unreadable.
    private record Features() implements ImageRows {

        @Override
        public InputStage stage() {
            return InputStage.POOLED;
        }

        @Override
        public long[] rowShape() {
            return new long[] {2};
        }

        @Override
        public int rowBytes() {
            return 2 * Float.BYTES;
        }

        @Override
        public ImageItem item(int image) {
            return new ImageItem("image " + image, () -> {
                throw new UnreadableImageException("image " + image, "it is a feature");
            });
        }

        @Override
        public void read(int image, RandomKey key, ByteBuffer target) throws UnreadableImageException {
            if (image % 10 == 9) {
                throw new UnreadableImageException("image " + image, "it ends in nine");
            }
            target.asFloatBuffer().put(image).put(image / 2f);
        }

        @Override
        public void decode(ByteBuffer row, FloatBuffer target) {
            target.put(row.asFloatBuffer());
        }
    }

    private static BatchRows rows(int blockBytes, BatchRows.Pools pool) {
        RowAssembly assembly = new RowAssembly(new Features(), IMAGES, RandomKey.of(0), pool, blockBytes);
        for (int part = assembly.parts() - 1; part >= 0; part--) {
            assembly.make(part);
        }
        return Objects.requireNonNull(assembly.finish());
    }

    @Test
    void rowsInManyBlocksAreThoseOfOneBlock() {
        BatchRows.Pools pool = new BatchRows.Pools();
        int[] readable = IntStream.of(IMAGES).filter(image -> image % 10 != 9).toArray();
        for (int round = 0; round < 2; round++) { // the second with the memory of the first
            for (int blockBytes : new int[] {1, 200, 1 << 20}) {
                try (BatchRows rows = rows(blockBytes, pool)) {
                    assertArrayEquals(new long[] {readable.length, 2}, rows.shape());
                    FloatBuffer all = rows.floats();
                    assertEquals(all, rows.direct(0, readable.length));
                    for (int row = 0; row < readable.length; row++) {
                        assertEquals(readable[row], all.get(2 * row));
                        assertEquals(readable[row] / 2f, all.get(2 * row + 1));
                    }
                }
            }
        }
    }

    @Test
    void adjacentRowsOfOneBlockAreGivenAsTheyAre() {
        BatchRows rows = rows(1, new BatchRows.Pools()); // blocks of eight images
        FloatBuffer first = Objects.requireNonNull(rows.direct(2, 5));
        assertEquals(10, first.remaining());
        assertEquals(2, first.get(0));
        assertEquals(6, first.get(8));
        assertNull(rows.direct(6, 3)); // of two blocks
        assertNull(rows.direct(8, 2)); // image 9 is missing between them
        assertNotNull(rows(1 << 20, new BatchRows.Pools()).direct(6, 3));
        rows.close();
        assertThrows(IllegalStateException.class, () -> rows.direct(2, 5));
    }
}
