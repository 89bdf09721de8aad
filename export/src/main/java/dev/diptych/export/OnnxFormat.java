package dev.diptych.export;

import dev.diptych.export.onnx.BertGraph;
import dev.diptych.export.onnx.ClipTextGraph;
import dev.diptych.export.onnx.Dimension;
import dev.diptych.export.onnx.ElementType;
import dev.diptych.export.onnx.Graph;
import dev.diptych.export.onnx.GraphBuilder;
import dev.diptych.export.onnx.Layers;
import dev.diptych.export.onnx.OnnxFile;
import dev.diptych.export.onnx.Value;
import dev.diptych.export.onnx.VisionGraph;
import dev.diptych.model.BertConfig;
import dev.diptych.model.BertEncoder;
import dev.diptych.model.ClipTextConfig;
import dev.diptych.model.ClipTextEncoder;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.SigmoidHead;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Two files for any ONNX runtime, `vision.onnx` and `text.onnx`, with the files of the image processor and the
/// tokenizer.
record OnnxFormat() implements ExportFormat {

    static final String VISION = "vision.onnx";
    static final String TEXT = "text.onnx";
    static final String PIXELS = "pixel_values";
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String IMAGES = "image_embeds";
    static final String TEXTS = "text_embeds";

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public void write(ImageTextModel model, Path directory) {
        SequencedMap<String, String> metadata = metadata(model);
        try (TensorScope _ = TensorScope.open()) {
            OnnxFile.write(directory.resolve(VISION), vision(model.encoder()), metadata);
            OnnxFile.write(directory.resolve(TEXT), text(model.encoder()), metadata);
        }
        model.processor().write(directory.resolve(ModelDirectory.PROCESSOR));
        model.tokenizer().save(directory);
    }

    @Override
    public List<String> leftOut(ImageTextModel model) {
        return OmittedParts.fusionAndCalibration(model);
    }

    @Override
    public List<String> warnings(ImageTextModel model) {
        return List.of();
    }

    @Override
    public List<EncoderDifference> compare(ImageTextModel model, Path directory) {
        return new OnnxComparison(model, directory).run();
    }

    /// Pixels [B, 3, S, S] to embeddings [B, P] of unit length.
    static Graph vision(DualEncoder encoder) {
        GraphBuilder graph = new GraphBuilder("vision");
        Dimension side = Dimension.of(encoder.vision().config().imageSize());
        Value pixels = graph.input(PIXELS, ElementType.FLOAT, Dimension.BATCH, Dimension.of(3), side, side);
        Value pooled = VisionGraph.pooled(graph, pixels, encoder.vision()); // [B, D]
        Value embeddings = Layers.of(graph, encoder.projections()).embed(pooled, "visual_projection");
        graph.output(IMAGES, embeddings, ElementType.FLOAT, Dimension.BATCH, width(encoder));
        return graph.build();
    }

    /// Ids and mask [B, T] to embeddings [B, P] of unit length.
    static Graph text(DualEncoder encoder) {
        GraphBuilder graph = new GraphBuilder("text");
        Value ids = graph.input(IDS, ElementType.INT64, Dimension.BATCH, Dimension.SEQUENCE);
        Value mask = graph.input(MASK, ElementType.INT64, Dimension.BATCH, Dimension.SEQUENCE);
        Value pooled = switch (encoder.text()) {
            case BertEncoder bert -> BertGraph.pooled(graph, ids, mask, (BertConfig) bert.config(), bert);
            case ClipTextEncoder clip -> ClipTextGraph.pooled(graph, ids, mask, (ClipTextConfig) clip.config(), clip);
        }; // [B, D]
        Value embeddings = Layers.of(graph, encoder.projections()).embed(pooled, "text_projection");
        graph.output(TEXTS, embeddings, ElementType.FLOAT, Dimension.BATCH, width(encoder));
        return graph.build();
    }

    private static Dimension width(DualEncoder encoder) {
        return Dimension.of(encoder.config().projection());
    }

    private static SequencedMap<String, String> metadata(ImageTextModel model) {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        double logitScale = Tensors.item(model.encoder().logitScale());
        metadata.put("logit_scale", Double.toString(logitScale));
        metadata.put("temperature", Double.toString(Math.exp(-logitScale)));
        metadata.put("longest_text", Integer.toString(model.longestText()));
        metadata.put("formula", "score = dot(image_embeds, text_embeds); logit = exp(logit_scale) * score");
        SigmoidHead sigmoid = model.sigmoid();
        if (sigmoid != null) {
            metadata.put("sigmoid_logit_scale", Double.toString(Tensors.item(sigmoid.logitScale())));
            metadata.put("sigmoid_logit_bias", Double.toString(Tensors.item(sigmoid.bias())));
            metadata.put(
                    "sigmoid_formula", "probability = sigmoid(exp(sigmoid_logit_scale) * score + sigmoid_logit_bias)");
        }
        return metadata;
    }
}
