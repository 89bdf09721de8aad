package dev.diptych.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Dense gradient of a table [V, D] of which a step uses few rows, such as word embeddings. The memory is
/// kept from step to step, and only the rows that were used are zeroed: a new tensor would have to be zeroed
/// completely.
final class RowGradient {

    private final Tensor table; // [V, D], zero except for the rows `used`
    private @Nullable Tensor used; // int64 [K]

    /// @param shape [V, D]
    RowGradient(long... shape) {
        try (var scope = TensorScope.open()) {
            table = scope.release(Tensors.zeros(shape));
        }
    }

    /// Adds the rows of a sparse gradient, in their order; returns the table, which is valid until [#clear].
    Tensor add(Tensor sparse) {
        try (var scope = TensorScope.open();
                var _ = Gradients.disabled()) {
            Tensor rows = sparse._indices().select(0, 0); // [K]
            Tensor values = sparse._values(); // [K, D]
            try (var _ = OperatorThreads.forTensor(values.numel())) { // the operator distributes any number of rows
                table.index_add_(0, rows, values);
            }
            Tensor before = used;
            used = scope.release(before == null ? rows.clone() : Operators.concatenate(0, before, rows));
            if (before != null) {
                before.close();
            }
        }
        return table;
    }

    /// Zeroes the rows that were added.
    void clear() {
        Tensor rows = used;
        if (rows != null) {
            try (var _ = TensorScope.open();
                    var _ = Gradients.disabled()) {
                table.index_fill_(0, rows, new Scalar(0.0));
            }
            rows.close();
            used = null;
        }
    }
}
