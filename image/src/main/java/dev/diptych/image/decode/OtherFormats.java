package dev.diptych.image.decode;

import dev.diptych.base.internal.GitLfs;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.internal.ImageBytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// Detects unsupported formats that occur in collections of images, by their first bytes, so that an
/// error can name them.
final class OtherFormats {

    private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

    static {
        BY_BEGINNING.put("\0\0\0\u000CjP  ", "JPEG 2000");
        BY_BEGINNING.put("\u00FF\u004F\u00FF\u0051", "JPEG 2000");
        BY_BEGINNING.put("\0\0\0\u000CJXL ", "JPEG XL");
        BY_BEGINNING.put("\u00FF\n", "JPEG XL");
        BY_BEGINNING.put("\0\0\1\0", "ICO");
        BY_BEGINNING.put("\0\0\2\0", "CUR");
        BY_BEGINNING.put("icns", "ICNS");
        BY_BEGINNING.put("8BPS", "PSD");
        BY_BEGINNING.put("DDS ", "DDS");
        BY_BEGINNING.put("BLP1", "BLP");
        BY_BEGINNING.put("BLP2", "BLP");
        BY_BEGINNING.put("\u0001\u00DA", "SGI");
        BY_BEGINNING.put("\u0059\u00A6\u006A\u0095", "Sun raster");
        BY_BEGINNING.put("\n\0\1", "PCX");
        BY_BEGINNING.put("\n\2\1", "PCX");
        BY_BEGINNING.put("\n\3\1", "PCX");
        BY_BEGINNING.put("\n\5\1", "PCX");
        BY_BEGINNING.put("\u00B1\u0068\u00DE\u003A", "DCX");
        BY_BEGINNING.put("SIMPLE  =", "FITS");
        BY_BEGINNING.put("FTEX", "FTEX");
        BY_BEGINNING.put("Image type: ", "IM");
        BY_BEGINNING.put("/* XPM */", "XPM");
        BY_BEGINNING.put("#define ", "XBM");
        BY_BEGINNING.put("\u00D7\u00CD\u00C6\u009A", "WMF");
        BY_BEGINNING.put("\u00D0\u00CF\u0011\u00E0", "Microsoft compound document");
        BY_BEGINNING.put("P7 332", "XV thumbnail");
        BY_BEGINNING.put("DanM", "MSP");
        BY_BEGINNING.put("LinS", "MSP");
        BY_BEGINNING.put("\u0080\u00E8\0\0", "PIXAR");
        BY_BEGINNING.put("v/1\u0001", "OpenEXR");
        BY_BEGINNING.put("%!PS", "PostScript");
        BY_BEGINNING.put("\u00C5\u00D0\u00D3\u00C6", "PostScript");
        BY_BEGINNING.put("%PDF", "PDF");
        BY_BEGINNING.put("<svg", "SVG");
        BY_BEGINNING.put("<?xml", "XML");
        BY_BEGINNING.put("<!DOCTYPE html", "HTML");
        BY_BEGINNING.put("<!doctype html", "HTML");
        BY_BEGINNING.put("<html", "HTML");
    }

    private OtherFormats() {}

    static UnreadableImageException refusal(ImageBytes file) {
        if (file.startsWith(0, GitLfs.POINTER)) {
            return file.unreadable("it is a pointer of Git LFS instead of the image; run 'git lfs pull' there");
        }
        String name = name(file);
        return file.unreadable(
                name.isEmpty()
                        ? "not a JPEG, PNG, WebP, GIF, BMP, TIFF or PNM image"
                        : name
                                + " is not supported, only JPEG, PNG, WebP, GIF, BMP, TIFF and PNM are; convert the image");
    }

    // Empty if nothing is known.
    private static String name(ImageBytes file) {
        if (isTga(file.array())) {
            return "TGA";
        }
        for (Map.Entry<String, String> format : BY_BEGINNING.entrySet()) {
            if (file.startsWith(0, format.getKey())) {
                return format.getValue();
            }
        }
        if (file.startsWith(4, "ftypavif") || file.startsWith(4, "ftypavis")) {
            return "AVIF";
        }
        if (file.startsWith(4, "ftyphei") || file.startsWith(4, "ftypmif1") || file.startsWith(4, "ftypmsf1")) {
            return "HEIF";
        }
        if (file.startsWith(4, "\u0011\u00AF") || file.startsWith(4, "\u0012\u00AF")) {
            return "FLI";
        }
        return "";
    }

    // There is no signature: a colour map or none, a kind of image and a depth that exist, and a size. Where an
    // ICO or CUR file, which begins like it, counts its images, a file without a colour map has zeros.
    private static boolean isTga(byte[] bytes) {
        if (bytes.length < 18 || bytes[1] != 0 && bytes[1] != 1) {
            return false;
        }
        boolean map = bytes[1] == 1 || (bytes[4] | bytes[5]) == 0;
        boolean kind = (bytes[2] & ~8) >= 1 && (bytes[2] & ~8) <= 3;
        int depth = bytes[16];
        boolean known = depth == 1 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
        return map && kind && known && (bytes[12] | bytes[13]) != 0 && (bytes[14] | bytes[15]) != 0;
    }
}
