/// Tensor files: safetensors, their shards, and PyTorch checkpoints read without executing code.
@NullMarked
package dev.diptych.torch.file;

import org.jspecify.annotations.NullMarked;
