package dev.diptych.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/// Operator that the binding lacks, called through libtorch's dispatcher.
///
/// `new IValue(TensorVector)` binds to a cast constructor and corrupts memory, so lists are passed through
/// [GenericList]; only this class builds boxed arguments.
final class BoxedOperator {

    private final OperatorHandle handle;

    private BoxedOperator(OperatorHandle handle) {
        this.handle = handle;
    }

    static BoxedOperator find(String name, String overload) {
        // Kept for the lifetime of the process, regardless of the scope that is open at its first use.
        OperatorHandle handle = Dispatcher.singleton().findSchemaOrThrow(name, overload);
        handle.retainReference();
        return new BoxedOperator(handle);
    }

    static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    /// Calls the operator; afterwards the vector contains its results.
    IValueVector call(IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        handle.callBoxed(stack);
        return stack;
    }
}
