package dev.diptych.image.decode;

import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import dev.diptych.image.internal.bmp.BmpDecoder;
import dev.diptych.image.internal.gif.GifDecoder;
import dev.diptych.image.internal.jpeg.CmykJpegDecoder;
import dev.diptych.image.internal.jpeg.JpegScale;
import dev.diptych.image.internal.jpeg.JpegStructure;
import dev.diptych.image.internal.jpeg.OpenCvDecoder;
import dev.diptych.image.internal.png.PngChunks;
import dev.diptych.image.internal.png.PngDecoder;
import dev.diptych.image.internal.tiff.TiffDecoder;
import dev.diptych.image.internal.tiff.TiffDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Decodes JPEG, PNG, WebP, GIF (its first frame), BMP, PNM and TIFF to the RGB bytes of Pillow's
/// `Image.open(file).convert("RGB")`: alpha is dropped instead of composited, an EXIF orientation is
/// not applied, CMYK is converted without a colour profile, and files that Pillow rejects are
/// rejected.
///
/// Stateless; thread-safe. Decoding one image uses one thread.
public final class ImageDecoder {

    private static final String JPEG = "\u00FF\u00D8\u00FF";
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 8L;

    private ImageDecoder() {}

    /// @throws UnreadableImageException if the file is missing or is not a complete image of a known
    ///     format
    public static RgbImage decode(Path file) throws UnreadableImageException {
        return decode(read(file), file.toString());
    }

    /// Like [#decode(Path)], but a JPEG may be decoded at a half, a quarter or an eighth of its size,
    /// which is faster in libjpeg and whose pixels differ from those of resizing the complete image:
    /// at the smallest of these sizes whose shorter side has at least `enough` pixels.
    ///
    /// @throws UnreadableImageException if the file is missing or is not a complete image of a known
    ///     format
    public static RgbImage decodeReduced(Path file, int enough) throws UnreadableImageException {
        return decodeReduced(read(file), file.toString(), enough);
    }

    private static byte[] read(Path file) throws UnreadableImageException {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new UnreadableImageException(file.toString(), "the file is larger than 2 GiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(file.toString(), "the file does not exist", e);
        } catch (IOException e) {
            throw new UnreadableImageException(file.toString(), "the file cannot be read: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw UnreadableImageException.tooLarge(file.toString(), e);
        }
    }

    /// Decodes the content of an image file.
    ///
    /// @param name name of the image in an error
    /// @throws UnreadableImageException if `bytes` are not a complete image of a known format
    public static RgbImage decode(byte[] bytes, String name) throws UnreadableImageException {
        return decodeReduced(bytes, name, Integer.MAX_VALUE);
    }

    /// Decodes the content of an image file like [#decodeReduced(Path, int)].
    ///
    /// @param name name of the image in an error
    /// @throws UnreadableImageException if `bytes` are not a complete image of a known format
    public static RgbImage decodeReduced(byte[] bytes, String name, int enough) throws UnreadableImageException {
        try {
            return decode(new ImageBytes(bytes, name), enough);
        } catch (OutOfMemoryError e) { // of one large array, so that there is memory again
            throw UnreadableImageException.tooLarge(name, e);
        }
    }

    /// Decodes the content of an image file from an untrusted source: an image that would take more
    /// memory or time than `limits` permit is rejected before it is decoded.
    ///
    /// @param name name of the image in an error
    /// @throws UnreadableImageException if `bytes` are not a complete image of a known format within
    ///     the limits
    public static RgbImage decode(byte[] bytes, String name, DecodeLimits limits) throws UnreadableImageException {
        try {
            ImageBytes file = new ImageBytes(bytes, name, limits.pixels());
            if (file.startsWith(0, JPEG) && JpegStructure.read(file).scans() > limits.scans()) {
                throw file.unreadable("a JPEG file of more than " + limits.scans() + " scans; save it again");
            }
            return decode(file, Integer.MAX_VALUE);
        } catch (OutOfMemoryError e) { // of one large array, so that there is memory again
            throw UnreadableImageException.tooLarge(name, e);
        }
    }

    private static RgbImage decode(ImageBytes file, int enough) throws UnreadableImageException {
        byte[] bytes = file.array();
        if (bytes.length == 0) {
            throw file.unreadable("the file is empty");
        }
        if (file.startsWith(0, JPEG)) {
            return decodeJpeg(file, enough);
        }
        if (file.startsWith(0, PngChunks.SIGNATURE)) {
            return PngDecoder.decode(file);
        }
        if (file.startsWith(0, "GIF87a") || file.startsWith(0, "GIF89a")) {
            return GifDecoder.decode(file);
        }
        if (file.startsWith(0, "RIFF") && file.startsWith(8, "WEBP")) {
            WebpHeader.check(file);
            return OpenCvDecoder.decode(file);
        }
        if (file.startsWith(0, "BM")) {
            return BmpDecoder.decode(file);
        }
        if (TiffDirectory.isTiff(file)) {
            return TiffDecoder.decode(file);
        }
        if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6') {
            return PnmDecoder.decode(file);
        }
        throw OtherFormats.refusal(file);
    }

    private static RgbImage decodeJpeg(ImageBytes file, int enough) throws UnreadableImageException {
        JpegStructure structure = JpegStructure.read(file);
        if (structure.components() == 4) {
            return CmykJpegDecoder.decode(file, structure);
        }
        int shorter = Math.min(structure.width(), structure.height());
        return OpenCvDecoder.decodeJpeg(file, JpegScale.largest(shorter, enough));
    }
}
