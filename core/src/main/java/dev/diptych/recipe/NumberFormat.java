package dev.diptych.recipe;

/// The numbers that the towers compute in; parameters and losses are 32-bit in either.
public enum NumberFormat {
    /// 32-bit floats.
    FP32,
    /// bfloat16 where autocast allows it: 8 bits of mantissa, the range of 32-bit floats.
    BF16
}
