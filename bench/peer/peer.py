#!/usr/bin/env python3
"""The work of `diptych bench step`, `cache`, `data`, `tokenize` and `embed` in plain PyTorch and transformers, of `search` in FAISS.

Tested with PyTorch 2.13, transformers 5.18 and FAISS 1.15; transformers 4.45 should also work. Prints the same JSON as
`diptych bench NAME --json`, with the same case names.

    peer.py step     [--case NAME] [--repeat N] [--threads N] [--plain]
    peer.py cache    [--case NAME] [--samples N] [--repeat N] [--threads N]
    peer.py data     [--images DIR] [--case NAME] [--repeat N] [--threads N]
    peer.py tokenize [--samples N] [--repeat N]
    peer.py embed    --images DIR [--case NAME] [--samples N] [--repeat N] [--threads N]
    peer.py search   --data DIR [--case NAME] [--repeat N] [--threads N]

The peer computes frozen encoders in every epoch, so its `cache` has only the computed epoch. `--plain` disables
optimisations of PyTorch (SDPA attention, fused AdamW). `search` reads the vectors that `diptych bench search --keep DIR`
wrote. Malloc settings are taken from the shell (see `compare`).
"""

import argparse
import contextlib
import glob
import io
import json
import math
import os
import random
import statistics
import sys
import tempfile
import time

import numpy
import torch

USUAL_LENGTHS = [13, 10, 17, 12, 20, 11, 14, 9, 15, 13, 18, 11, 16, 12, 19, 14]  # of captions in tokens, mean 14
LONGEST = 32

SIZES = {
    "b32": dict(
        vision=dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
                    image_size=224, patch_size=32),
        text=dict(vocab_size=30522, hidden_size=768, intermediate_size=3072, num_hidden_layers=12,
                  num_attention_heads=12, max_position_embeddings=512),
        projection=512),
    "small": dict(
        vision=dict(hidden_size=192, intermediate_size=768, num_hidden_layers=6, num_attention_heads=3,
                    image_size=64, patch_size=8),
        text=dict(vocab_size=4000, hidden_size=192, intermediate_size=768, num_hidden_layers=4,
                  num_attention_heads=3, max_position_embeddings=64),
        projection=128),
}

STEP_CASES = {  # name: size, every caption at 32 tokens, bf16, batch
    "b32-real": ("b32", False, False, 16),
    "b32-fixed-32": ("b32", True, False, 16),
    "b32-bf16-real": ("b32", False, True, 16),
    "b32-bf16-fixed-32": ("b32", True, True, 16),
    "small-real": ("small", False, False, 128),
    "small-fixed-32": ("small", True, False, 128),
}


# Rooflines.


def product_rate(dtype):
    """Floating-point operations per second of square matrix products, the best of two sizes."""
    best = 0.0
    for size in (1024, 2048):
        left = torch.randn(size, size).to(dtype)
        right = torch.randn(size, size).to(dtype)
        for _ in range(2):
            left @ right
        products, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.5:
            left @ right
            products += 1
        best = max(best, 2 * size**3 * products / (time.perf_counter() - start))
    return best


def block_flops(tokens, width, hidden):
    return tokens * (8 * width * width + 4 * width * hidden) + 4 * tokens * tokens * width


def vision_flops(shape):
    grid = shape["image_size"] // shape["patch_size"]
    patch = 2 * grid * grid * 3 * shape["patch_size"] ** 2 * shape["hidden_size"]
    return patch + shape["num_hidden_layers"] * vision_block_flops(shape)


def vision_block_flops(shape):
    grid = shape["image_size"] // shape["patch_size"]
    return block_flops(grid * grid + 1, shape["hidden_size"], shape["intermediate_size"])


def text_flops(shape, lengths):
    width = shape["hidden_size"]
    blocks = statistics.fmean(block_flops(n, width, shape["intermediate_size"]) for n in lengths)
    return shape["num_hidden_layers"] * blocks + 2 * width * width


def projection_flops(size):
    return 2 * size["projection"] * (size["vision"]["hidden_size"] + size["text"]["hidden_size"])


def fusion_flops(width, image_tokens, text_tokens):
    linear = 8 * width * width * (image_tokens + text_tokens)
    return linear + 8 * image_tokens * text_tokens * width + 4 * width * width + 4 * width


# Measurement.


def reset_peak():
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_bytes():
    with contextlib.suppress(OSError), open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return None


def median_milliseconds(work, warm_up, repeat):
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def row(case, milliseconds, units, roofline):
    rate = units * 1e3 / milliseconds
    return {
        "case": case,
        "milliseconds": milliseconds,
        "per_second": rate,
        "roofline_per_second": roofline,
        "fraction_of_roofline": rate / roofline if roofline else None,
        "peak_resident_bytes": peak_bytes(),
    }


# The model and its step.


def build(size, attention):
    from transformers import (BertConfig, BertModel, CLIPVisionConfig, CLIPVisionModel, VisionTextDualEncoderConfig,
                              VisionTextDualEncoderModel)

    vision = CLIPVisionConfig(**size["vision"], hidden_act="quick_gelu", attn_implementation=attention)
    text = BertConfig(**size["text"], hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
                      attn_implementation=attention)
    config = VisionTextDualEncoderConfig.from_vision_text_configs(
        vision, text, projection_dim=size["projection"], logit_scale_init_value=math.log(1 / 0.07))
    return VisionTextDualEncoderModel(
        config,
        vision_model=CLIPVisionModel._from_config(vision, attn_implementation=attention),
        text_model=BertModel._from_config(text, attn_implementation=attention))


def optimizer_of(named, fused, learning_rate=5e-4):
    named = [(name, parameter) for name, parameter in named if parameter.requires_grad]
    return torch.optim.AdamW(
        [{"params": [p for _, p in named if p.ndim >= 2], "weight_decay": 0.1},
         {"params": [p for _, p in named if p.ndim < 2], "weight_decay": 0.0}],
        lr=learning_rate, betas=(0.9, 0.98), eps=1e-6, fused=fused)


def token_batch(lengths, vocabulary, generator):
    """Ids [M, T] and mask [M, T], padded to the longest, as returned by a tokenizer."""
    longest = max(lengths)
    ids = torch.zeros(len(lengths), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for text, length in enumerate(lengths):
        ids[text, :length] = torch.randint(5, vocabulary, (length,), generator=generator)
        ids[text, 0], ids[text, length - 1] = 2, 3
        mask[text, :length] = 1
    return ids, mask


def contrastive_loss(image, text, scale):
    logits = scale * image @ text.t()  # [N, M]
    target = torch.arange(len(image))
    cross = torch.nn.functional.cross_entropy
    return (cross(logits, target) + cross(logits.t(), target)) / 2


def embed(model, pixels, ids, mask):
    image = vectors(model.get_image_features(pixel_values=pixels))
    text = vectors(model.get_text_features(input_ids=ids, attention_mask=mask))
    return torch.nn.functional.normalize(image, dim=-1), torch.nn.functional.normalize(text, dim=-1)


def vectors(features):
    """Since transformers 5, they are part of the encoder's other outputs."""
    return features if isinstance(features, torch.Tensor) else features.pooler_output


def step_rows(arguments):
    rows = []
    for case, (name, fixed, bf16, batch) in STEP_CASES.items():
        if arguments.case and case not in arguments.case:
            continue
        print("step:", case, file=sys.stderr)
        reset_peak()
        dtype = torch.bfloat16 if bf16 else torch.float32
        before = product_rate(dtype)
        torch.manual_seed(0)
        size = SIZES[name]
        model = build(size, "eager" if arguments.plain else "sdpa").train()
        optimizer = optimizer_of(list(model.named_parameters()), not arguments.plain)
        generator = torch.Generator().manual_seed(0)
        lengths = [LONGEST] * batch if fixed else [USUAL_LENGTHS[i % len(USUAL_LENGTHS)] for i in range(batch)]
        side = size["vision"]["image_size"]
        batches = [(torch.randn(batch, 3, side, side, generator=generator),
                    *token_batch(lengths, size["text"]["vocab_size"], generator)) for _ in range(2)]
        taken = [0]

        def step():
            pixels, ids, mask = batches[taken[0] % len(batches)]
            taken[0] += 1
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                image, text = embed(model, pixels, ids, mask)
            loss = contrastive_loss(image.float(), text.float(), model.logit_scale.exp())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                model.logit_scale.clamp_(0, math.log(100))
            return loss.item()

        milliseconds = median_milliseconds(step, 2, arguments.repeat or 5)
        flops = 3 * (vision_flops(size["vision"]) + text_flops(size["text"], lengths) + projection_flops(size))
        rows.append(row(case, milliseconds, batch, max(before, product_rate(dtype)) / flops))
        del model, optimizer, batches
    return rows


# The recipe for small data: the image encoder except its last block and BERT are frozen, projections and fusion trained.


class Fusion(torch.nn.Module):
    """Cross-attention between image and text tokens in both directions with shared weights, and a matching head."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = torch.nn.MultiheadAttention(width, heads, batch_first=True)
        self.image_norm = torch.nn.LayerNorm(width)
        self.text_norm = torch.nn.LayerNorm(width)
        self.hidden = torch.nn.Linear(2 * width, width)
        self.output = torch.nn.Linear(width, 2)

    def forward(self, image, text, mask):  # [B, T, D], [B, S, D], [B, S]
        at_text, _ = self.attention(image, text, text, key_padding_mask=mask == 0, need_weights=False)
        at_image, _ = self.attention(text, image, image, need_weights=False)
        fused_image = self.image_norm(image + at_text).mean(dim=1)
        weights = mask.unsqueeze(-1).to(text.dtype)
        fused_text = (self.text_norm(text + at_image) * weights).sum(dim=1) / weights.sum(dim=1)
        joint = torch.cat([fused_image, fused_text], dim=1)  # [B, 2D]
        return self.output(torch.nn.functional.gelu(self.hidden(joint)))


def cache_rows(arguments):
    rows = []
    count, batch = arguments.samples or 600, 64
    for case, fused in (("without-fusion", False), ("with-fusion", True)):
        if arguments.case and case not in arguments.case:
            continue
        print("cache:", case, "computed in each epoch", file=sys.stderr)
        reset_peak()
        before = product_rate(torch.float32)
        torch.manual_seed(0)
        size = SIZES["b32"]
        model = build(size, "sdpa")
        model.requires_grad_(False)
        vision = getattr(model.vision_model, "vision_model", model.vision_model)  # absent in transformers 5
        for part in (vision.encoder.layers[-1], vision.post_layernorm, model.visual_projection, model.text_projection):
            part.requires_grad_(True)
        model.eval()  # frozen layers have no dropout; that of CLIP is 0
        width = size["vision"]["hidden_size"]
        fusion = Fusion(width, 8).train() if fused else None
        named = list(model.named_parameters()) + (list(fusion.named_parameters()) if fused else [])
        optimizer = optimizer_of(named, True)
        generator = torch.Generator().manual_seed(0)
        lengths = [USUAL_LENGTHS[i % len(USUAL_LENGTHS)] for i in range(count)]
        # Pixels are prepared in advance: the programs are compared by their encoders.
        pixels = torch.randn(count, 3, 224, 224, generator=generator)

        def epoch():
            order = torch.randperm(count, generator=generator).tolist()
            for start in range(0, count - batch + 1, batch):
                chosen = order[start : start + batch]
                ids, mask = token_batch([lengths[i] for i in chosen], size["text"]["vocab_size"], generator)
                with torch.no_grad():
                    text_output = model.text_model(input_ids=ids, attention_mask=mask)
                image_output = model.vision_model(pixel_values=pixels[chosen])
                normalize = torch.nn.functional.normalize
                image = normalize(model.visual_projection(image_output.pooler_output), dim=-1)
                text = normalize(model.text_projection(text_output.pooler_output), dim=-1)
                loss = contrastive_loss(image, text, 10.0)
                if fused:
                    loss = loss + matching_loss(
                        fusion, image, text, image_output.last_hidden_state, text_output.last_hidden_state, mask)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_([p for _, p in named if p.requires_grad], 1.0)
                optimizer.step()

        milliseconds = median_milliseconds(epoch, 0, arguments.repeat or 1)
        flops = (vision_flops(size["vision"]) + text_flops(size["text"], lengths)
                 + 2 * vision_block_flops(size["vision"]) + 3 * projection_flops(size))
        if fused:
            flops += 9 * fusion_flops(width, 50, statistics.fmean(lengths))
        trained = count // batch * batch
        rows.append(row(case + "-computed", milliseconds, trained, max(before, product_rate(torch.float32)) / flops))
        del model, optimizer
    return rows


def matching_loss(fusion, image, text, image_states, text_states, mask):
    """Each pair of the batch, each image with a hard negative text, each text with a hard negative image."""
    count = len(image)
    with torch.no_grad():
        logits = 10.0 * image @ text.t()
        logits.fill_diagonal_(-math.inf)
        texts = torch.multinomial(logits.softmax(dim=1), 1).squeeze(1)
        images = torch.multinomial(logits.softmax(dim=0).t(), 1).squeeze(1)
    own = torch.arange(count)
    image_index = torch.cat([own, own, images])
    text_index = torch.cat([own, texts, own])
    labels = torch.cat([torch.ones(count, dtype=torch.long), torch.zeros(2 * count, dtype=torch.long)])
    logits = fusion(image_states[image_index], text_states[text_index], mask[text_index])
    return torch.nn.functional.cross_entropy(logits, labels)


# Data loading.


def jpeg_files(folder):
    from PIL import Image

    if folder:
        paths = sorted(path for path in glob.glob(os.path.join(folder, "*")) if path.lower().endswith((".jpg", ".jpeg")))
        if not paths:
            sys.exit(f"peer.py: {folder}: contains no .jpg files")
        return [open(path, "rb").read() for path in paths]
    generator = numpy.random.default_rng(0)
    files = []
    for _ in range(64):
        levels = sum(
            numpy.asarray(Image.fromarray(generator.integers(0, 256, (480 // cell + 1, 640 // cell + 1, 3),
                                                             dtype=numpy.uint8)).resize((640, 480), Image.BILINEAR),
                          dtype=numpy.float64) * weight
            for cell, weight in ((80, 0.4), (40, 0.3), (20, 0.2), (10, 0.1)))
        low, high, data = 0.0, 64.0, b""
        while high - low > 0.01 and abs(len(data) - 107_000) > 2000:
            middle = (low + high) / 2
            noisy = levels + middle * generator.standard_normal((480, 640, 1))
            target = io.BytesIO()
            Image.fromarray(numpy.clip(noisy, 0, 255).astype(numpy.uint8)).save(target, "JPEG", quality=90)
            data = target.getvalue()
            low, high = (middle, high) if len(data) < 107_000 else (low, middle)
        files.append(data)
    return files


class Photographs(torch.utils.data.Dataset):
    def __init__(self, files, count, side=224):
        from transformers import CLIPImageProcessor

        self.files, self.count = files, count
        self.processor = CLIPImageProcessor(size={"shortest_edge": side}, crop_size={"height": side, "width": side})

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        from PIL import Image

        image = Image.open(io.BytesIO(self.files[index % len(self.files)])).convert("RGB")
        return self.processor(image, return_tensors="pt")["pixel_values"][0]


def decode_all(files, rounds):
    from PIL import Image

    for _ in range(rounds):
        for data in files:
            Image.open(io.BytesIO(data)).convert("RGB")


def data_rows(arguments):
    files = jpeg_files(arguments.images)
    rounds = max(1, 640 // len(files))
    dataset = Photographs(files, rounds * len(files))
    decoding = len(dataset) * 1e3 / median_milliseconds(lambda: decode_all(files, rounds), 1, 3)  # Pillow alone
    rows = []
    for case, workers in (("one-thread", 0), ("several-threads", arguments.threads or 2)):
        if arguments.case and case not in arguments.case:
            continue
        print("data:", case, file=sys.stderr)
        reset_peak()
        loader = torch.utils.data.DataLoader(
            dataset, batch_size=64, num_workers=workers, persistent_workers=workers > 0)

        def read():
            for _ in loader:
                pass

        torch.set_num_threads(1)
        milliseconds = median_milliseconds(read, 1, arguments.repeat or 3)
        rows.append(row(case, milliseconds, len(dataset), decoding * max(1, workers)))
        del loader
    return rows


EMBED_CASES = {"small": ("small", False, 1280), "b32": ("b32", False, 192), "b32-bf16": ("b32", True, 192)}


def embed_rows(arguments):
    files = jpeg_files(arguments.images)
    rows = []
    for case, (name, bf16, count) in EMBED_CASES.items():
        if arguments.case and case not in arguments.case:
            continue
        print("embed:", case, file=sys.stderr)
        reset_peak()
        model = build(SIZES[name], "sdpa").eval()
        dataset = Photographs(files, arguments.samples or count, SIZES[name]["vision"]["image_size"])
        loader = torch.utils.data.DataLoader(
            dataset, batch_size=64, num_workers=arguments.threads or 2, persistent_workers=True)

        def work():
            parts = []
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                for pixels in loader:
                    features = vectors(model.get_image_features(pixel_values=pixels)).float()
                    parts.append(torch.nn.functional.normalize(features).numpy())
            with tempfile.TemporaryFile() as target:
                numpy.save(target, numpy.concatenate(parts))

        milliseconds = median_milliseconds(work, 1, arguments.repeat or 3)
        rows.append(row(case, milliseconds, len(dataset), None))
        del loader
    return rows


def tokenize_rows(arguments):
    from transformers import BertTokenizer, BertTokenizerFast

    count = arguments.samples or 20_000
    draw = random.Random(0)
    syllables = ["ba", "ke", "lo", "mi", "ru", "tan", "sel", "dor", "pin", "gu", "ash", "ter", "ing", "vo", "ny"]
    words = ["".join(draw.choice(syllables) for _ in range(draw.randint(1, 4))) for _ in range(8000)]
    captions = [" ".join(words[int(math.exp(draw.random() * math.log(len(words)))) - 1]
                         for _ in range(draw.randint(6, 16))) + " ." for _ in range(count)]
    pieces = sorted(set("".join(words))) + syllables
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."]
    for piece in dict.fromkeys(pieces + words[:3000]):
        vocabulary.append(piece)
    vocabulary += ["##" + piece for piece in dict.fromkeys(pieces)]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "vocab.txt")
        with open(file, "w") as target:
            target.write("\n".join(vocabulary) + "\n")
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        for case, tokenizer in (("one-thread", BertTokenizerFast(file)), ("one-thread-slow", BertTokenizer(file))):
            if arguments.case and case not in arguments.case:
                continue
            reset_peak()

            def work():
                for start in range(0, count, 128):
                    tokenizer(captions[start : start + 128], padding=True, truncation=True, max_length=LONGEST)

            rows.append(row(case, median_milliseconds(work, 1, arguments.repeat or 3), count, None))
    return rows


def search_rows(arguments):
    import faiss
    import pyarrow.parquet

    def read(kind):
        parts = sorted(glob.glob(os.path.join(arguments.data, kind, "part-*.parquet")))
        columns = [pyarrow.parquet.read_table(part, columns=["vector"])["vector"].combine_chunks() for part in parts]
        return numpy.concatenate([column.flatten().to_numpy().reshape(len(column), -1) for column in columns])

    images, queries = read("images"), read("captions")
    count, width = images.shape
    if arguments.threads:
        faiss.omp_set_num_threads(arguments.threads)
    inner_product = faiss.METRIC_INNER_PRODUCT

    def exact():
        return faiss.IndexFlatIP(width)

    def exact_half():
        return faiss.IndexScalarQuantizer(width, faiss.ScalarQuantizer.QT_fp16, inner_product)

    def hnsw():  # the graph, the candidates and the precision of `diptych index --kind hnsw`
        index = faiss.IndexHNSWSQ(width, faiss.ScalarQuantizer.QT_8bit, 32, inner_product)
        index.hnsw.efConstruction = 200
        index.hnsw.efSearch = 100
        return index

    suffix = "-1m" if count > 500_000 else "-100k"
    rows, expected = [], None
    for name, make in (("exact", exact), ("exact-half", exact_half), ("hnsw", hnsw)):
        case = name + suffix
        if arguments.case and case not in arguments.case and name != "exact":
            continue
        print("search:", case, file=sys.stderr)
        start = time.perf_counter()
        index = make()
        index.train(images)
        index.add(images)
        build = time.perf_counter() - start
        reset_peak()
        for query in queries:
            index.search(query[None], 10)
        found, times = [], []
        for _ in range(arguments.repeat or 3):
            for query in queries:
                start = time.perf_counter()
                found.append(set(index.search(query[None], 10)[1][0].tolist()))
                times.append(1e3 * (time.perf_counter() - start))
        expected = expected or found[: len(queries)]
        measured = row(case, statistics.median(times), 1, None)
        measured["recall_at_10"] = statistics.fmean(len(a & b) / 10 for a, b in zip(found, expected))
        measured["p99_milliseconds"] = sorted(times)[int(0.99 * len(times))]
        measured["build_seconds"] = build
        if not arguments.case or case in arguments.case:
            rows.append(measured)
        del index
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", choices=["step", "cache", "data", "tokenize", "embed", "search"])
    parser.add_argument("--case", action="append")
    parser.add_argument("--repeat", type=int)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--samples", type=int)
    parser.add_argument("--images")
    parser.add_argument("--data")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--json", action="store_true", help="accepted for compatibility; output is always JSON")
    arguments = parser.parse_args()
    if arguments.threads and arguments.bench != "data":
        torch.set_num_threads(arguments.threads)
    benches = {"step": step_rows, "cache": cache_rows, "data": data_rows, "tokenize": tokenize_rows,
               "embed": embed_rows, "search": search_rows}
    rows = benches[arguments.bench](arguments)
    json.dump({"bench": arguments.bench, "rows": rows}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
