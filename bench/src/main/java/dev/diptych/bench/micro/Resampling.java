package dev.diptych.bench.micro;

import dev.diptych.base.RandomKey;
import dev.diptych.image.RgbImage;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.image.resample.PillowResize;
import java.nio.FloatBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Resampling from 640 x 480 pixels to CLIP's 224, and the subsequent normalisation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Resampling {

    private static final int SIDE = 224;

    private final ImageProcessor processor = ImageProcessor.clip(SIDE);
    private final RgbImage photograph = noise(640, 480);
    private final RgbImage small = processor.resizeAndCrop(photograph);
    private final FloatBuffer target = java.nio.ByteBuffer.allocateDirect(3 * SIDE * SIDE * Float.BYTES)
            .order(java.nio.ByteOrder.nativeOrder())
            .asFloatBuffer();

    @Benchmark
    public RgbImage resizeAndCrop() {
        return processor.resizeAndCrop(photograph);
    }

    @Benchmark
    public RgbImage resizeWhole() {
        return PillowResize.resize(photograph, 299, SIDE, dev.diptych.image.resample.Resampling.BICUBIC);
    }

    @Benchmark
    public FloatBuffer normalise() {
        target.clear();
        processor.normalise(small, target);
        return target;
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        RandomKey.of(0).with("pixels").generator().nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
