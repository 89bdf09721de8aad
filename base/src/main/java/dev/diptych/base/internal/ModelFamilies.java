package dev.diptych.base.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Families of models that are not supported, by the `model_type` of their `config.json`, with the nearest supported
/// ones.
public final class ModelFamilies {

    /// What a model encodes, which determines the nearest supported models.
    private enum Kind {
        BOTH("CLIP (clip, or open_clip's own format) and a CLIP image encoder with BERT or RoBERTa"
                + " (vision-text-dual-encoder)"),
        IMAGES("CLIP's image encoders (clip_vision_model, or those in clip)"),
        TEXTS("BERT and RoBERTa (bert, roberta) and CLIP's text encoders (clip_text_model)");

        private final String nearest;

        Kind(String nearest) {
            this.nearest = nearest;
        }
    }

    private record Family(String name, Kind kind) {}

    private static final Map<String, Family> FAMILIES = families();

    private ModelFamilies() {}

    private static Map<String, Family> families() {
        Map<String, Family> families = new LinkedHashMap<>();
        add(families, "SigLIP", Kind.BOTH, "siglip");
        add(families, "SigLIP 2", Kind.BOTH, "siglip2");
        add(families, "SigLIP's image encoder", Kind.IMAGES, "siglip_vision_model", "siglip2_vision_model");
        add(families, "SigLIP's text encoder", Kind.TEXTS, "siglip_text_model", "siglip2_text_model");
        add(families, "Chinese-CLIP", Kind.BOTH, "chinese_clip");
        add(families, "AltCLIP", Kind.BOTH, "altclip");
        add(families, "MetaCLIP 2", Kind.BOTH, "metaclip_2");
        add(families, "Jina CLIP", Kind.BOTH, "jina_clip");
        add(families, "ALIGN", Kind.BOTH, "align");
        add(families, "BLIP", Kind.BOTH, "blip", "blip-2");
        add(families, "CLIPSeg", Kind.BOTH, "clipseg");
        add(families, "FLAVA", Kind.BOTH, "flava");
        add(families, "GroupViT", Kind.BOTH, "groupvit");
        add(families, "OWL-ViT", Kind.BOTH, "owlvit", "owlv2");
        add(families, "X-CLIP", Kind.BOTH, "xclip");
        add(families, "ViT", Kind.IMAGES, "vit", "deit", "vit_mae");
        add(families, "DINO", Kind.IMAGES, "dinov2", "dinov2_with_registers", "dinov3_vit", "dinov3_convnext");
        add(families, "ConvNeXt", Kind.IMAGES, "convnext", "convnextv2");
        add(families, "Swin", Kind.IMAGES, "swin", "swinv2");
        add(families, "ResNet", Kind.IMAGES, "resnet", "regnet", "efficientnet");
        add(families, "an image encoder of timm", Kind.IMAGES, "timm_wrapper", "timm_backbone");
        add(families, "XLM-RoBERTa", Kind.TEXTS, "xlm-roberta", "xlm-roberta-xl");
        add(families, "DistilBERT", Kind.TEXTS, "distilbert");
        add(families, "MPNet", Kind.TEXTS, "mpnet");
        add(families, "ELECTRA", Kind.TEXTS, "electra");
        add(families, "ALBERT", Kind.TEXTS, "albert");
        add(families, "DeBERTa", Kind.TEXTS, "deberta", "deberta-v2");
        add(families, "ModernBERT", Kind.TEXTS, "modernbert");
        add(families, "CamemBERT", Kind.TEXTS, "camembert");
        add(families, "T5", Kind.TEXTS, "t5", "mt5");
        add(families, "Nomic BERT", Kind.TEXTS, "nomic_bert");
        return Map.copyOf(families);
    }

    private static void add(Map<String, Family> families, String name, Kind kind, String... types) {
        for (String type : types) {
            families.put(type, new Family(name, kind));
        }
    }

    /// Returns what is wrong with a model of this type, such as "model_type "siglip" is SigLIP, which is not
    /// supported; …", or null if the family is not known here.
    public static @Nullable String refusal(String modelType) {
        Family family = FAMILIES.get(modelType);
        return family == null
                ? null
                : "model_type \"%s\" is %s, which is not supported; the nearest that are: %s"
                        .formatted(modelType, family.name(), family.kind().nearest);
    }
}
