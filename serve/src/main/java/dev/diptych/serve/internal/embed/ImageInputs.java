package dev.diptych.serve.internal.embed;

import dev.diptych.serve.internal.fetch.ImageFetcher;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.model.ImageReader.EncodedInput;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Images in requests: a data URI, base64 without a prefix, or, if the server fetches images, an
/// `http` or `https` URL.
///
/// @param fetcher null if the server does not fetch images
public record ImageInputs(@Nullable ImageFetcher fetcher, int mostBytes) {

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";

    /// An image that was not read yet: either its bytes or the address from which to fetch them.
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    public record Reference(
            String field, byte @Nullable [] bytes, @Nullable String address) {}

    /// Checks a value and decodes base64.
    ///
    /// @param field its name in the request, for messages
    /// @throws ApiException if it is none of the three
    public Reference reference(JsonNode value, String field) {
        JsonNode text = value;
        if (value.isObject() && value.size() == 1 && value.has("url")) {
            text = value.get("url"); // OpenAI's form of image_url
        }
        if (!text.isString()) {
            throw ApiException.invalid(field + " must be a data URI, base64 or a URL", field);
        }
        String image = text.stringValue();
        String start = image.substring(0, Math.min(8, image.length())).toLowerCase(Locale.ROOT);
        if (start.startsWith("http://") || start.startsWith("https://")) {
            if (fetcher == null) {
                throw ApiException.refused(
                        400,
                        field + ": this server does not fetch images; send a data URI, or start it with --fetch-images",
                        "url_not_supported");
            }
            return new Reference(field, null, image);
        }
        if (!start.startsWith(DATA)) {
            return new Reference(field, decoded(image, field), null);
        }
        int comma = image.indexOf(',');
        if (comma < 0 || !image.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw ApiException.invalid(field + ": a data URI must be base64: data:image/png;base64,...", field);
        }
        return new Reference(field, decoded(image.substring(comma + 1), field), null);
    }

    private byte[] decoded(String base64, String field) {
        if (base64.length() / 4 * 3L > mostBytes + 3L) {
            throw ApiException.invalid(field + ": an image of more than %,d bytes".formatted(mostBytes), field);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(field + " is neither a data URI nor base64 nor a URL", field);
        }
        if (bytes.length == 0) {
            throw ApiException.invalid(field + " is empty", field);
        }
        return bytes;
    }

    /// The bytes of images; those with addresses are fetched one after another.
    ///
    /// @throws ApiException if one cannot be fetched
    public List<EncodedInput> read(List<Reference> references, Deadline deadline) {
        return references.stream().map(each -> read(each, deadline)).toList();
    }

    private EncodedInput read(Reference reference, Deadline deadline) {
        byte[] bytes = reference.bytes();
        if (bytes != null) {
            return new EncodedInput(reference.field(), bytes);
        }
        String address = reference.address();
        if (fetcher == null || address == null) {
            throw new IllegalStateException("an image without bytes and address");
        }
        return new EncodedInput(reference.field(), fetcher.fetch(address, reference.field(), deadline));
    }
}
