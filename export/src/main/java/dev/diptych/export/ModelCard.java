package dev.diptych.export;

import dev.diptych.model.BertConfig;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import java.util.Locale;

/// The `README.md` of a directory for Python: a description of the model and example code.
final class ModelCard {

    private static final String CARD = """
            ---
            library_name: transformers
            ---

            # Image-text model

            Maps images and texts to vectors of %d numbers in one space, whose cosine measures how well they match.
            A `%s` for images of %d x %d pixels and texts of at most %d tokens. Written by Diptych.

            ```python
            import torch
            from PIL import Image
            from transformers import AutoProcessor, %s

            model = %s.from_pretrained(".").eval()
            processor = AutoProcessor.from_pretrained(".")
            pixels = processor.image_processor(Image.open("image.jpg"), return_tensors="pt")["pixel_values"]
            texts = processor.tokenizer(
                ["a dog on a beach", "a red bus"], padding=True, truncation=True, max_length=%d, return_tensors="pt"
            )
            ids, mask = texts["input_ids"], texts["attention_mask"]

            with torch.no_grad():
                image = model.visual_projection(model.vision_model(pixel_values=pixels)[1])
                outputs = model.text_model(input_ids=ids, attention_mask=mask)
            %s
                text = model.text_projection(pooled)
                image = image / image.norm(dim=-1, keepdim=True)
                text = text / text.norm(dim=-1, keepdim=True)
                print((model.logit_scale.exp() * image @ text.T).softmax(dim=-1))  # [images, texts]
            ```
            """;

    private ModelCard() {}

    static String of(ImageTextModel model) {
        DualEncoder encoder = model.encoder();
        String type = switch (encoder.text().config()) {
            case BertConfig _ -> "VisionTextDualEncoderModel";
            case ClipTextConfig _ -> "CLIPModel";
        };
        int side = encoder.vision().config().imageSize();
        int longest = model.longestText();
        int width = encoder.config().projection();
        return CARD.formatted(width, type, side, side, longest, type, type, longest, pooling(model)) + remark(model);
    }

    // From the text encoder's `outputs` to `pooled`.
    private static String pooling(ImageTextModel model) {
        return switch (model.encoder().text().config()) {
            case ClipTextConfig _ -> "    pooled = outputs[1]  # the end token";
            case BertConfig bert ->
                switch (bert.pooling()) {
                    case POOLER -> "    pooled = outputs[1]  # the pooler";
                    case FIRST -> "    pooled = outputs[0][:, 0]  # the first token, not the pooler";
                    case MEAN -> """
                                weights = mask.unsqueeze(-1).to(outputs[0].dtype)  # 1 at tokens, 0 at padding
                                pooled = (outputs[0] * weights).sum(1) / weights.sum(1)  # the mean, not the pooler\
                            """;
                };
        };
    }

    private static String remark(ImageTextModel model) {
        return switch (model.encoder().text().config()) {
            case ClipTextConfig _ -> "";
            case BertConfig bert ->
                switch (bert.pooling()) {
                    case POOLER -> "";
                    case FIRST, MEAN -> """

                            Texts of this model use the pooling `%s`, as specified in `config.json` under `diptych.text_pooling`.
                            `get_text_features` and `forward` of the Python class ignore this setting: they use
                            `text_model.pooler`, which the model does not have and Python initialises randomly, with a
                            warning about newly initialized weights. Use the code above instead.
                            """.formatted(bert.pooling().name().toLowerCase(Locale.ROOT));
                };
        };
    }
}
