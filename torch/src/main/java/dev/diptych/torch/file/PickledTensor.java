package dev.diptych.torch.file;

/// Tensor in a pickle of torch: a view of a storage, in elements. Unverified.
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record PickledTensor(Storage storage, long offset, long[] shape, long[] strides) {

    /// @param key name of the zip entry with the data
    record Storage(DataType type, String key, long elements) {}
}
