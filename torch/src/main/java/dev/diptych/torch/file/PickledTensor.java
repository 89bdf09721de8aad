package dev.diptych.torch.file;

/// A tensor as a pickle of torch describes it: a view of a storage, in elements. Nothing in it has been checked.
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record PickledTensor(Storage storage, long offset, long[] shape, long[] strides) {

    /// @param key the name of the entry that holds the data
    record Storage(DataType type, String key, long elements) {}
}
