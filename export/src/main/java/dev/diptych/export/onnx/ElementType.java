package dev.diptych.export.onnx;

import dev.diptych.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/// The ONNX element types in use, with their numbers in `TensorProto.DataType`.
public enum ElementType {
    FLOAT(1),
    INT32(6),
    INT64(7);

    private final int number;

    ElementType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ElementType of(Tensor tensor) {
        return Tensors.isFloatingPoint(tensor) ? FLOAT : INT64;
    }
}
