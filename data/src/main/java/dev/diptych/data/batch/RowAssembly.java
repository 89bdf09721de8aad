package dev.diptych.data.batch;

import dev.diptych.base.RandomKey;
import dev.diptych.data.SkippedImages;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Images of one batch in progress; several threads each read a few of its images. Memory is allocated block by block,
/// when the first image of a block is read.
final class RowAssembly {

    private static final int IMAGES_OF_PART = 8;

    private final ImageRows source;
    private final int[] images;
    private final RandomKey key;
    private final BatchRows.Pools pools;
    private final int rowsOfBlock;
    private final @Nullable ByteBuffer[] blocks;
    private final AtomicReferenceArray<SkippedImages.@Nullable Skipped> unreadable;

    /// @param blockBytes maximum size of a block in bytes, if that is enough for the images of one part
    RowAssembly(ImageRows source, int[] images, RandomKey key, BatchRows.Pools pools, int blockBytes) {
        this.source = source;
        this.images = images;
        this.key = key;
        this.pools = pools;
        int partsOfBlock = Math.clamp(blockBytes / partBytes(source), 1, parts(images));
        this.rowsOfBlock = partsOfBlock * IMAGES_OF_PART;
        this.blocks = new ByteBuffer[Math.ceilDiv(images.length, rowsOfBlock)];
        this.unreadable = new AtomicReferenceArray<>(images.length);
    }

    /// Size of the images of one part in bytes.
    static long partBytes(ImageRows source) {
        return (long) IMAGES_OF_PART * source.rowBytes();
    }

    private static int parts(int[] images) {
        return Math.ceilDiv(images.length, IMAGES_OF_PART);
    }

    int parts() {
        return parts(images);
    }

    void make(int part) {
        int end = Math.min(images.length, (part + 1) * IMAGES_OF_PART);
        int size = source.rowBytes();
        ByteBuffer block = block(part * IMAGES_OF_PART / rowsOfBlock);
        for (int row = part * IMAGES_OF_PART; row < end; row++) {
            try {
                ByteBuffer target = block.slice(row % rowsOfBlock * size, size).order(ByteOrder.nativeOrder());
                source.read(images[row], key.with(images[row]), target);
            } catch (UnreadableImageException e) {
                unreadable.set(row, SkippedImages.skipped(source.item(images[row]), e));
            }
        }
    }

    private ByteBuffer block(int number) {
        synchronized (blocks) {
            ByteBuffer block = blocks[number];
            if (block == null) {
                block = pools.bytes().borrow(Math.multiplyExact(rowsOfBlock, source.rowBytes()));
                blocks[number] = block;
            }
            return block;
        }
    }

    boolean isUnreadable(int row) {
        return unreadable.get(row) != null;
    }

    List<SkippedImages.Skipped> skipped() {
        return IntStream.range(0, images.length)
                .mapToObj(unreadable::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Returns the rows of the readable images, in order; null if there are none.
    @Nullable
    BatchRows finish() {
        int[] readable = IntStream.range(0, images.length)
                .filter(row -> !isUnreadable(row))
                .toArray();
        List<ByteBuffer> made =
                IntStream.range(0, blocks.length).mapToObj(this::block).toList();
        if (readable.length == 0) {
            made.forEach(pools.bytes()::giveBack);
            return null;
        }
        return new BatchRows(source, made, rowsOfBlock, readable, pools);
    }
}
