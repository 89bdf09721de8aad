package dev.diptych.data.features;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.RowKind;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/// Features of images, from a file.
///
/// @param kind whether a row is a state for each token or one pooled vector
/// @param rowOfImage `[N]` the file's row of each image in its first view
/// @param views augmentations of each image, one after another in the file; which one is read is random
@SuppressWarnings("ArrayRecordComponent") // as long as a data set; never changed
public record CachedImages(Pairs pairs, FeatureFile file, RowKind kind, int[] rowOfImage, int views)
        implements ImageRows {

    @Override
    public long[] rowShape() {
        int width = file.layout().width();
        return kind == RowKind.POOLED
                ? new long[] {width}
                : new long[] {file.layout().tokens()[0], width};
    }

    @Override
    public ImageItem item(int image) {
        return pairs.image(image);
    }

    @Override
    public void read(int image, RandomKey key, ByteBuffer target) throws UnreadableImageException {
        int view = views == 1 ? 0 : key.generator().nextInt(views);
        int row = rowOfImage[image] + view * (file.layout().tokens().length / views);
        if (!file.isPresent(row)) {
            pairs.image(image).source().read(); // says again why it cannot be read
            throw new IllegalStateException(
                    pairs.image(image).name() + " could not be read before and can be now; start the run again");
        }
        file.read(row, target.asFloatBuffer());
    }

    @Override
    public int rowBytes() {
        return Math.multiplyExact(rowSize(), Float.BYTES);
    }

    @Override
    public void decode(ByteBuffer row, FloatBuffer target) {
        target.put(row.asFloatBuffer());
    }
}
