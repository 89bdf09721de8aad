package dev.diptych.serve.internal.embed;

import dev.diptych.serve.internal.embed.ImageInputs.Reference;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.model.ServedModel;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A list of texts and images in any order, in the forms of several APIs: strings (OpenAI), `{"text"}`
/// and `{"image"}` (Jina), `{"type": "text", "text"}` and `{"type": "image_url", "image_url":
/// {"url"}}` (OpenAI's messages).
///
/// @param isImage which of the inputs are images; the others are texts
@SuppressWarnings("ArrayRecordComponent") // handed on once
record MixedInputs(boolean[] isImage, List<String> texts, List<Reference> images) {

    private static final List<String> FORMS = List.of("text", "image", "image_url", "type");

    /// @param name of the field
    /// @throws ApiException if it is missing, empty, or one of the inputs is invalid
    static MixedInputs of(Fields fields, String name, ImageInputs reader, int most) {
        JsonNode value = fields.require(name);
        List<JsonNode> inputs = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(inputs::add);
        } else {
            inputs.add(value);
        }
        if (inputs.isEmpty()) {
            throw fields.wrong(name, "a string, or a list of strings and images that is not empty");
        }
        if (inputs.size() > most) {
            throw fields.wrong(name, "at most " + most + " inputs");
        }
        if (inputs.getFirst().isNumber() || inputs.getFirst().isArray()) {
            throw ApiException.invalid(
                    "\"" + name
                            + "\": arrays of tokens are not supported, as other models have other tokens; send strings",
                    name);
        }
        boolean[] isImage = new boolean[inputs.size()];
        List<String> texts = new ArrayList<>();
        List<Reference> images = new ArrayList<>();
        for (int i = 0; i < isImage.length; i++) {
            String field = value.isArray() ? name + "[" + i + "]" : name;
            JsonNode input = inputs.get(i);
            JsonNode image = input.isString() ? null : imageOf(input, field);
            isImage[i] = image != null;
            if (image != null) {
                images.add(reader.reference(image, field));
            } else {
                texts.add(text(input.isString() ? input : input.get("text"), field));
            }
        }
        return new MixedInputs(isImage, texts, images);
    }

    private static @org.jspecify.annotations.Nullable JsonNode imageOf(JsonNode input, String field) {
        Fields form = Fields.of(input, field + ".", FORMS);
        String type = form.text("type");
        JsonNode text = form.get("text");
        JsonNode image = form.get("image") == null ? form.get("image_url") : form.get("image");
        boolean one = (text != null) != (image != null)
                && (form.get("image") == null || form.get("image_url") == null)
                && (type == null || type.equals("text") == (text != null));
        if (!one) {
            throw ApiException.invalid(field + " must be a string, {\"text\": ...} or {\"image\": ...}", field);
        }
        return image;
    }

    private static String text(JsonNode value, String field) {
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw ApiException.invalid(field + " must be a text that is not empty", field);
        }
        return value.stringValue();
    }

    int size() {
        return isImage.length;
    }

    /// The embeddings of all inputs, in their order.
    float[][] embed(ServedModel model, ImageInputs reader, Deadline deadline) {
        float[][] ofImages =
                images.isEmpty() ? new float[0][] : model.embedImages(reader.read(images, deadline), deadline);
        float[][] ofTexts = model.embedTexts(texts, deadline);
        float[][] all = new float[size()][];
        int image = 0;
        int text = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = isImage[i] ? ofImages[image++] : ofTexts[text++];
        }
        return all;
    }
}
