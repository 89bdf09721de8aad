package dev.diptych.serve.internal.model;

import dev.diptych.Diptych;
import dev.diptych.PreparedImage;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.decode.DecodeLimits;
import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import java.util.List;

/// Decodes images of requests and prepares them for the model. Safe for concurrent use.
public final class ImageReader {

    private final Diptych model;
    private final DecodeLimits limits;
    private final int mostBytes;
    private final DecodePool pool;

    /// @param mostBytes maximum number of bytes of an encoded image
    public ImageReader(Diptych model, DecodePool pool, DecodeLimits limits, int mostBytes) {
        this.model = model;
        this.pool = pool;
        this.limits = limits;
        this.mostBytes = mostBytes;
    }

    /// Decodes, resizes and crops images.
    ///
    /// @throws ApiException if one cannot be read; names its field
    public List<PreparedImage> prepare(List<EncodedInput> images, Deadline deadline) {
        return pool.all(images, image -> prepare(image, deadline), deadline);
    }

    private PreparedImage prepare(EncodedInput image, Deadline deadline) {
        deadline.check();
        if (image.bytes().length > mostBytes) {
            throw ApiException.invalid(
                    "%s: an image of %,d bytes; at most %,d are accepted"
                            .formatted(image.field(), image.bytes().length, mostBytes),
                    image.field());
        }
        try {
            return model.prepare(() -> decode(image));
        } catch (UnreadableImageException e) {
            throw ApiException.invalid(e.name() + ": " + e.reason(), image.field());
        }
    }

    /// Decodes an image within the limits, on the calling thread.
    ///
    /// @throws UnreadableImageException if it cannot be read
    public RgbImage decode(EncodedInput image) throws UnreadableImageException {
        return ImageDecoder.decode(image.bytes(), image.field(), limits);
    }

    /// An image of a request.
    ///
    /// @param field its field in the request, for messages
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    public record EncodedInput(String field, byte[] bytes) {}
}
