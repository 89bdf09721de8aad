"""Writes the token ids of AutoTokenizer for generated strings: NAME/cases.jsonl in this folder.

Made with transformers 5.18.0, tokenizers of the same environment, and Python 3; run it in this folder.
"""

import json
import os
import random
import shutil

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers import AutoTokenizer  # noqa: E402

COUNT = 600
ACCENTS = ["\u0301", "\u0303", "\u0308", "\u0327", "e\u0301", "n\u0303", "\u00e9", "\u00f1", "\u00c9", "\u0130", "\u212b"]
PRIVATE = ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\u0378", "\ufdd0", "\u200b", "\ufeff", "\u00ad", "\ufffd"]
SPACES = [" ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u2028"]
OTHERS = list("abcxyzABZ019.,;!?'\"<>[]()-_") + ["\u4e2d", "\u7ea2", "\uf900", "\u0391\u03a3", "\U0001f415", "\u20ac", "'s"]
WORDS = ["red", "green", "a", "Red", "GREEN", "square", "cafe", "cross", "ground", "pale", "on", "round"]


def cases(name, special, weight):
    draw = random.Random(name)
    tokenizer = AutoTokenizer.from_pretrained(name)
    with open(f"{name}/cases.jsonl", "w", encoding="utf-8") as out:
        for _ in range(COUNT):
            parts = []
            for _ in range(draw.randint(1, 9)):
                kind = draw.random()
                pool = special if kind < weight else draw.choice([WORDS, WORDS, OTHERS, SPACES, SPACES, ACCENTS, PRIVATE])
                parts.append(draw.choice(pool))
            text = "".join(parts)
            out.write(json.dumps({"text": text, "ids": tokenizer(text)["input_ids"]}) + "\n")
    return tokenizer


def folder(name, files):
    os.makedirs(name, exist_ok=True)
    for file, content in files.items():
        with open(f"{name}/{file}", "wb") as out:
            out.write(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())


def byte_pairs():
    with open("added-tokens-roberta/vocab.json", encoding="utf-8") as file:
        vocabulary = json.load(file)
    symbols = [t for t, i in sorted(vocabulary.items(), key=lambda e: e[1])[5:261]]
    merges = ["r e", "re d</w>", "o n</w>", "g re", "e n</w>", "gre en</w>", "s q", "' s</w>"]
    tokens = symbols + [s + "</w>" for s in symbols] + ["".join(m.split(" ")) for m in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {t: i for i, t in enumerate(tokens)}, "\n".join(["#version: 0.2"] + merges).encode() + b"\n"


def token(content, **flags):
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, **flags}


def special_tokens_maps(lines, bert, config):
    """Special tokens that only special_tokens_map.json names, some with flags."""
    renamed = {"[PAD]": "<pad>", "[UNK]": "<unk>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
    folder("special-map-bert", {
        "vocab.txt": "\n".join(renamed.get(line, line) for line in lines).encode(),
        "tokenizer_config.json": {**bert, "unk_token": "red"}, "config.json": config,
        "special_tokens_map.json": {
            "pad_token": "<pad>", "cls_token": "<s>", "mask_token": token("<mask>", lstrip=True),
            "unk_token": token("<unk>", normalized=True), "sep_token": token("</s>", single_word=True),
            "additional_special_tokens": ["green", "<toy>"],
        },
    })
    names = ["<pad>", "<unk>", "<s>", "</s>", "<mask>", "<UNK>", "</S>", "green", "<toy>", "Green"]
    cases("special-map-bert", names, 0.4)

    vocabulary, merges = byte_pairs()
    end = token("<|endoftext|>", normalized=True)
    folder("special-map-clip", {
        "vocab.json": vocabulary, "merges.txt": merges,
        "config.json": {"model_type": "clip", "text_config": {"eos_token_id": 2, "vocab_size": len(vocabulary)}},
        "special_tokens_map.json": {
            "bos_token": token("<|startoftext|>", normalized=True), "eos_token": end, "unk_token": end, "pad_token": "!",
        },
    })
    cases("special-map-clip", ["<|startoftext|>", "<|endoftext|>", "<|STARTOFTEXT|>", "<|EndOfText|>", "!", "a!"], 0.4)

    # CLIP's own tokens are ordinary text where others take their place.
    renamed = {"<|startoftext|>": "<s>", "<|endoftext|>": "</s>"}
    folder("renamed-clip", {
        "vocab.json": {renamed.get(t, t): i for t, i in vocabulary.items()}, "merges.txt": merges,
        "config.json": {"model_type": "clip", "text_config": {"eos_token_id": 2, "vocab_size": len(vocabulary)}},
        "tokenizer_config.json": {"tokenizer_class": "CLIPTokenizer"},
        "special_tokens_map.json": {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "</s>", "pad_token": "</s>"},
    })
    cases("renamed-clip", ["<s>", "</s>", "<|startoftext|>", "<|ENDOFTEXT|>", "!<|startoftext|>", "<|endoftext|>("], 0.4)

    with open("added-tokens-roberta/vocab.json", encoding="utf-8") as file:
        vocabulary = json.load(file)
    with open("added-tokens-roberta/merges.txt", "rb") as file:
        merges = file.read()
    with open("added-tokens-roberta/config.json", encoding="utf-8") as file:
        roberta = json.load(file)
    folder("special-map-roberta", {
        "vocab.json": vocabulary, "merges.txt": merges, "config.json": roberta,
        "special_tokens_map.json": {
            "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>", "unk_token": "<unk>",
            "pad_token": "<pad>", "mask_token": token("<mask>", lstrip=True, rstrip=True),
        },
    })
    cases("special-map-roberta", ["<pad>", "<unk>", "<s>", "</s>", "<mask>", " <mask> "], 0.4)


def main():
    with open("scale-100/vocab.txt", encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n") if line]
    added = ["<toy>", "Zzyx", "<TOY>", "zzyx", "toy", "[new]", "[NEW]"]
    bert = {"do_lower_case": True, "tokenizer_class": "BertTokenizer"}
    config = {"model_type": "bert", "vocab_size": 100, "hidden_size": 8}

    cases("added-tokens-roberta", added, 0.3)

    vocabulary, merges = byte_pairs()
    n = len(vocabulary)
    folder("added-tokens-clip", {
        "vocab.json": vocabulary, "merges.txt": merges,
        "added_tokens.json": {"<toy>": n, "Zzyx": n + 1},
        "config.json": {"model_type": "clip", "text_config": {"eos_token_id": 2, "vocab_size": n + 2}},
    })
    cases("added-tokens-clip", added, 0.3)

    n = len(lines)
    folder("added-tokens-bert", {
        "vocab.txt": "\n".join(lines).encode(), "tokenizer_config.json": bert, "config.json": config,
        "added_tokens.json": {"<toy>": n, "Zzyx": n + 1, "[NEW]": n + 2},
    })
    cases("added-tokens-bert", added, 0.3)

    cases("cased-nfd", ACCENTS + ["cafe\u0301", "caf\u00e9"], 0.4)

    twice = lines[:20] + ["red", "square "] + lines[20:] + ["a", "cafe\u3000", "\u3000"]
    folder("vocabulary-twice", {
        "vocab.txt": b"\xef\xbb\xbf" + "\r\n".join(twice).encode(), "tokenizer_config.json": bert, "config.json": config,
    })
    cases("vocabulary-twice", ["red", "square", "a", "cafe"], 0.4)

    private = lines + ["\ue000", "##\ue000", "\u0378", "##\u0378", "\ufdd0"]
    folder("private-use", {
        "vocab.txt": "\n".join(private).encode(), "tokenizer_config.json": bert, "config.json": config,
    })
    cases("private-use", PRIVATE, 0.4)

    special_tokens_maps(lines, bert, config)


main()
