package dev.diptych.torch.file;

/// Position of a tensor in a file.
///
/// @param byteOffset of its first element, from the start of the file
/// @param strides distances between neighbours along each dimension, in elements
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record StoredTensor(TensorInfo info, long byteOffset, long[] strides) {

    static StoredTensor rowMajor(TensorInfo info, long byteOffset) {
        return new StoredTensor(info, byteOffset, info.rowMajorStrides());
    }

    /// Number of elements from the first to the last one in memory, including gaps.
    ///
    /// @throws ArithmeticException if that overflows
    long spanElements() {
        if (info.elements() == 0) {
            return 0;
        }
        long[] shape = info.shape();
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return Math.addExact(last, 1);
    }
}
