package dev.diptych.langchain4j;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageSource;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/// The images of LangChain4j's messages.
final class ContentImages {

    private static final int SHOWN = 80;

    private ContentImages() {}

    /// @throws UnsupportedFeatureException if the image would have to be fetched
    /// @throws InvalidInputException if the address or the base64 is not valid
    static ImageSource source(Image image) {
        URI address = image.url();
        if (address == null) {
            return ImageSource.of(decoded(image.base64Data()));
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "file" -> file(address);
            case "data" -> data(address);
            default ->
                throw new UnsupportedFeatureException("the image at " + shortened(address)
                        + " is not fetched; pass its bytes in base64, or a file: address");
        };
    }

    private static ImageSource file(URI address) {
        try {
            return ImageSource.of(Path.of(address));
        } catch (IllegalArgumentException broken) {
            throw new InvalidInputException(
                    shortened(address) + ": not the address of a file on this machine; write file:///path", broken);
        }
    }

    private static ImageSource data(URI address) {
        String content = address.getSchemeSpecificPart();
        int comma = content.indexOf(',');
        if (comma < 0 || !content.substring(0, comma).endsWith(";base64")) {
            throw new InvalidInputException(
                    shortened(address) + ": expected a data address such as data:image/png;base64,...");
        }
        return ImageSource.of(decoded(content.substring(comma + 1)));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw new InvalidInputException("the base64 of an image is damaged: " + broken.getMessage(), broken);
        }
    }

    private static String shortened(URI address) {
        String text = address.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
