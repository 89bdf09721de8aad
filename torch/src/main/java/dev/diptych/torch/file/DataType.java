package dev.diptych.torch.file;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Type of a tensor's elements in a file, with its safetensors code.
///
/// Types without a counterpart in libtorch as used here ([#isSupported()] is false) can be listed but not read.
public enum DataType {
    FLOAT64("F64", 64, ScalarType.Double),
    FLOAT32("F32", 32, ScalarType.Float),
    FLOAT16("F16", 16, ScalarType.Half),
    BFLOAT16("BF16", 16, ScalarType.BFloat16),
    INT64("I64", 64, ScalarType.Long),
    INT32("I32", 32, ScalarType.Int),
    INT16("I16", 16, ScalarType.Short),
    INT8("I8", 8, ScalarType.Char),
    UINT8("U8", 8, ScalarType.Byte),
    BOOL("BOOL", 8, ScalarType.Bool),
    UINT64("U64", 64, null),
    UINT32("U32", 32, null),
    UINT16("U16", 16, null),
    COMPLEX64("C64", 64, null),
    FLOAT8_E4M3("F8_E4M3", 8, null),
    FLOAT8_E5M2("F8_E5M2", 8, null),
    FLOAT8_E8M0("F8_E8M0", 8, null),
    FLOAT6_E2M3("F6_E2M3", 6, null),
    FLOAT6_E3M2("F6_E3M2", 6, null),
    FLOAT4("F4", 4, null);

    private final String code;
    private final int bits;
    private final @Nullable ScalarType scalarType;

    DataType(String code, int bits, @Nullable ScalarType scalarType) {
        this.code = code;
        this.bits = bits;
        this.scalarType = scalarType;
    }

    /// Name in a safetensors header, for example `F32`.
    public String code() {
        return code;
    }

    /// Whether tensors of this type can be read and written.
    public boolean isSupported() {
        return scalarType != null;
    }

    /// Returns the type with this safetensors code.
    public static Optional<DataType> ofCode(String code) {
        for (DataType type : values()) {
            if (type.code.equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// Returns the type of this tensor's elements; empty for a type that is not supported in safetensors files
    /// (complex, quantised).
    public static Optional<DataType> of(Tensor tensor) {
        ScalarType scalarType = tensor.scalar_type();
        for (DataType type : values()) {
            if (type.scalarType != null && type.scalarType.value == scalarType.value) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    int bits() {
        return bits;
    }

    /// Number of bytes of an element of a supported type.
    int bytes() {
        return bits / 8;
    }

    ScalarType scalarType() {
        if (scalarType == null) {
            throw new IllegalStateException(code + " has no tensor type");
        }
        return scalarType;
    }
}
