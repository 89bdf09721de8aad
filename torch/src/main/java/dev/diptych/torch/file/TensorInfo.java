package dev.diptych.torch.file;

import java.util.Arrays;

/// Type and shape of a tensor in a file. A scalar has the shape `[]`.
///
/// @param type type of the elements
/// @param shape sizes, outermost first; copied in and out
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record TensorInfo(DataType type, long[] shape) {

    // libtorch's own limit of the number of dimensions.
    private static final int MOST_DIMENSIONS = 64;

    /// @throws IllegalArgumentException if a size is negative, there are more than 64 of them, or the tensor has
    ///     more bytes than a `long` counts (sizes of zero used as one)
    public TensorInfo {
        shape = shape.clone();
        if (shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException("has " + shape.length + " dimensions, more than the " + MOST_DIMENSIONS
                    + " that a tensor can have");
        }
        long bits = type.bits();
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("has the negative size " + size + " in its shape");
            }
            long factor = Math.max(1, size);
            if (Math.multiplyHigh(bits, factor) != 0 || bits * factor < 0) {
                throw new IllegalArgumentException(
                        "has the shape " + Arrays.toString(shape) + ", whose size overflows");
            }
            bits *= factor;
        }
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /// Number of elements: the product of the sizes, 1 for a scalar.
    public long elements() {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        return elements;
    }

    /// Distances, in elements, between neighbours along each dimension of a row-major tensor.
    long[] rowMajorStrides() {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(1, shape[i]);
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo(DataType otherType, long[] otherShape)
                && type == otherType
                && Arrays.equals(shape, otherShape);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(shape);
    }

    /// For example `F32 [512, 192]`.
    @Override
    public String toString() {
        return type.code() + " " + Arrays.toString(shape);
    }
}
