package dev.diptych.image.internal.jpeg;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.opencv.opencv_core.Mat;

/// Measures the current speed of OpenCV's image decoding on this machine, without checks, copies or resampling: the
/// upper bound of reading a data set.
public final class JpegDecodeSpeed {

    private JpegDecodeSpeed() {}

    /// Decodes each of these files' contents `rounds` times, on `threads` threads that take turns, and returns
    /// the number of images per second.
    public static double imagesPerSecond(List<byte[]> files, int rounds, int threads) throws InterruptedException {
        OpenCvDecoder.prepare();
        List<Mat> encoded = files.stream().map(JpegDecodeSpeed::copy).toList();
        try {
            long count = (long) rounds * encoded.size();
            AtomicLong next = new AtomicLong();
            Runnable work = () -> {
                for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    imdecode(encoded.get((int) (i % encoded.size())), IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION)
                            .close();
                }
            };
            long start = System.nanoTime();
            List<Thread> others = new ArrayList<>();
            for (int i = 1; i < threads; i++) {
                others.add(Thread.ofPlatform().name("decode-" + i).start(work));
            }
            work.run();
            for (Thread other : others) {
                other.join();
            }
            return count * 1e9 / (System.nanoTime() - start);
        } finally {
            encoded.forEach(Mat::close);
        }
    }

    private static Mat copy(byte[] file) {
        Mat encoded = new Mat(1, file.length, org.bytedeco.opencv.global.opencv_core.CV_8UC1);
        encoded.<ByteBuffer>createBuffer().put(file);
        return encoded;
    }
}
