"""Makes clip_tiny, clip_tiny_bin, clip_tiny_sharded, roberta_dual_tiny and open_clip_saved next to this file.

    python make_models.py

Random weights from fixed seeds; outputs and gradients of `CLIPModel`, `VisionTextDualEncoderModel` and open_clip's
`CLIP` on the CPU in float32 with one thread. The committed files were made by torch 2.13.0, transformers 5.18.0 and
open_clip 3.3.0.
"""

import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPVisionConfig,
    RobertaConfig,
    VisionTextDualEncoderConfig,
    VisionTextDualEncoderModel,
)

HERE = os.path.dirname(os.path.abspath(__file__))
VISION = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40, image_size=16, patch_size=8)
START, END, ROWS = 97, 98, 99  # ids of CLIP's texts; the word embeddings have ROWS rows


def directory(name):
    path = os.path.join(HERE, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def stir(model):
    """Moves every weight off its initial value, biases and norms too."""
    for parameter in model.parameters():
        spread = 0.1 if parameter.dim() < 2 else 0.4 / parameter.shape[-1] ** 0.5
        if parameter.dim() > 0:
            parameter.data += spread * torch.randn_like(parameter)
    return model.eval()


def texts(first, last, padding, lengths, rows):
    ids = torch.full((len(lengths), max(lengths)), padding)
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(3, rows, (length,))
        ids[row, 0], ids[row, length - 1] = first, last
        mask[row, :length] = 1
    return ids, mask


def record(model, path, ids, mask):
    pixels = torch.randn(len(ids), 3, 16, 16)
    model.zero_grad()
    output = model(pixel_values=pixels, input_ids=ids, attention_mask=mask, return_loss=True)
    output.loss.backward()
    saved = dict(pixel_values=pixels, input_ids=ids, attention_mask=mask)
    for name in ("image_embeds", "text_embeds", "logits_per_image", "logits_per_text", "loss"):
        saved[name] = getattr(output, name).detach().clone().contiguous()
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            saved["grad/" + name] = parameter.grad.clone()
    save_file(saved, os.path.join(path, "io.safetensors"))


def clip():
    torch.manual_seed(1)
    text = dict(vocab_size=ROWS, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=28,
                max_position_embeddings=12, bos_token_id=START, eos_token_id=END, pad_token_id=END)
    model = stir(CLIPModel(CLIPConfig(text_config=text, vision_config=VISION, projection_dim=12)))
    path = directory("clip_tiny")
    model.save_pretrained(path)
    record(model, path, *texts(START, END, END, [12, 5, 2, 9], START))
    in_parts = directory("clip_tiny_sharded")
    model.save_pretrained(in_parts, max_shard_size="20KB")
    pickled = directory("clip_tiny_bin")
    shutil.copy(os.path.join(path, "config.json"), pickled)
    torch.save(model.state_dict(), os.path.join(pickled, "pytorch_model.bin"))


def roberta():
    torch.manual_seed(2)
    text = RobertaConfig(vocab_size=90, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=28,
                         max_position_embeddings=14, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2)
    config = VisionTextDualEncoderConfig.from_vision_text_configs(CLIPVisionConfig(**VISION), text, projection_dim=12)
    model = stir(VisionTextDualEncoderModel(config=config))
    path = directory("roberta_dual_tiny")
    model.save_pretrained(path)
    record(model, path, *texts(0, 2, 1, [12, 5, 2, 9], 90))


def open_clip():
    from open_clip import OPENAI_DATASET_MEAN, OPENAI_DATASET_STD, CLIP, set_model_preprocess_cfg
    from open_clip.push_to_hf_hub import save_config_for_hf

    torch.manual_seed(3)
    settings = dict(
        embed_dim=12,
        vision_cfg=dict(image_size=16, layers=2, width=24, head_width=8, patch_size=8),
        text_cfg=dict(context_length=12, vocab_size=ROWS, width=16, heads=2, layers=2))
    model = stir(CLIP(**settings, init_logit_bias=-10.0))
    set_model_preprocess_cfg(model, dict(
        size=(16, 16), mode="RGB", mean=OPENAI_DATASET_MEAN, std=OPENAI_DATASET_STD, interpolation="bicubic",
        resize_mode="shortest", fill_color=0))
    path = directory("open_clip_saved")
    save_config_for_hf(model, Path(path) / "open_clip_config.json", settings)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, os.path.join(path, "open_clip_model.safetensors"))
    pixels = torch.randn(3, 3, 16, 16)
    ids, mask = texts(START, END, 0, [12, 5, 2], START)
    with torch.no_grad():
        images, captions = model.encode_image(pixels, normalize=True), model.encode_text(ids, normalize=True)
    save_file(dict(pixel_values=pixels, input_ids=ids, attention_mask=mask, image_embeds=images, text_embeds=captions),
              os.path.join(path, "io.safetensors"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    clip()
    roberta()
    open_clip()
