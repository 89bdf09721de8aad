package dev.diptych.data.features;

import dev.diptych.base.RandomKey;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.InputStage;
import dev.diptych.image.UnreadableImageException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/// Features of images, from a file.
///
/// @param stage whether a row contains a state per token or one pooled vector
/// @param rowOfImage `[N]` row of the first view of each image in the file
/// @param views number of augmentations of each image, consecutive in the file; a random one is read
@SuppressWarnings("ArrayRecordComponent") // as long as a data set; never changed
public record CachedImages(Pairs pairs, FeatureFile file, InputStage stage, int[] rowOfImage, int views)
        implements ImageRows {

    @Override
    public long[] rowShape() {
        int width = file.layout().width();
        return stage == InputStage.POOLED
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
            pairs.image(image).source().read(); // reports again why it cannot be read
            throw new IllegalStateException(
                    pairs.image(image).name() + " was unreadable before but is readable now; start the run again");
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
