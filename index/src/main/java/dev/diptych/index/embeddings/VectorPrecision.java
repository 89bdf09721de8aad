package dev.diptych.index.embeddings;

import java.util.Locale;

/// How the numbers of a vector are stored.
public enum VectorPrecision {
    /// 32-bit floating point; in Parquet a `LIST` of `FLOAT`.
    FLOAT,
    /// IEEE 754 half precision, rounded to nearest even; in Parquet a `FIXED_LEN_BYTE_ARRAY` of 2 ·
    /// width bytes, little endian. Components of a unit vector change by at most 2⁻¹².
    HALF;

    /// The name in the manifest.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
