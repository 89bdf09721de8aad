package dev.diptych.image.internal.jpeg;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/// Formats that OpenCV decodes to the same bytes as Pillow: JPEG of one or three components, WebP, and TIFF with fax
/// codes or JPEG. Native memory is released before a method returns.
public final class OpenCvDecoder {

    static {
        setNumThreads(1); // callers decode several images at once instead
        OpenCvLog.silence();
    }

    private OpenCvDecoder() {}

    /// Makes OpenCV decode on the calling thread only and print nothing.
    static void prepare() {
        // the static initialiser
    }

    public static RgbImage decode(ImageBytes file) throws UnreadableImageException {
        return decode(file, IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION);
    }

    public static RgbImage decodeJpeg(ImageBytes file, JpegScale scale) throws UnreadableImageException {
        return decode(file, scale.flags());
    }

    private static RgbImage decode(ImageBytes file, int flags) throws UnreadableImageException {
        try (Mat encoded = copy(file);
                Mat decoded = imdecode(encoded, flags)) {
            return toImage(file, decoded);
        } catch (RuntimeException e) { // the binding's form of cv::Exception
            throw corrupt(file, e);
        }
    }

    private static Mat copy(ImageBytes file) {
        Mat encoded = new Mat(1, file.length(), CV_8UC1);
        encoded.<ByteBuffer>createBuffer().put(file.array());
        return encoded;
    }

    private static RgbImage toImage(ImageBytes file, Mat decoded) throws UnreadableImageException {
        if (decoded.empty() || decoded.type() != CV_8UC3 || !decoded.isContinuous()) {
            throw file.unreadable("the image data are corrupt");
        }
        byte[] pixels = new byte[3 * decoded.rows() * decoded.cols()];
        decoded.<ByteBuffer>createBuffer().get(pixels);
        return new RgbImage(decoded.cols(), decoded.rows(), pixels);
    }

    private static UnreadableImageException corrupt(ImageBytes file, RuntimeException cause) {
        return new UnreadableImageException(file.name(), "the image data are corrupt", cause);
    }
}
