package dev.diptych.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Frees every tensor made on this thread between [#open] and [#close], save those that are kept.
///
/// libtorch's memory is invisible to the garbage collector, so each training step and each inference call runs in a
/// scope. Scopes nest; a scope belongs to the thread that opened it.
public final class TensorScope implements AutoCloseable {

    private final PointerScope scope;

    private TensorScope(PointerScope scope) {
        this.scope = scope;
    }

    public static TensorScope open() {
        return new TensorScope(new PointerScope());
    }

    /// Lets `tensor` outlive this scope: it goes to the enclosing scope or, where there is none, to its owner, who
    /// closes it.
    public Tensor keep(Tensor tensor) {
        release(tensor);
        PointerScope enclosing = enclosing();
        if (enclosing != null) {
            enclosing.attach(tensor);
            tensor.releaseReference(); // the enclosing scope now holds the only one
        }
        return tensor;
    }

    /// Lets `tensor` outlive this scope and every enclosing one: the caller owns it and closes it.
    public Tensor release(Tensor tensor) {
        tensor.retainReference(); // detaching drops the scope's reference, which frees a tensor that has no other
        scope.detach(tensor);
        return tensor;
    }

    @Override
    public void close() {
        scope.close();
    }

    @SuppressWarnings("ReferenceEquality") // the scope itself
    private @Nullable PointerScope enclosing() {
        var scopes = PointerScope.getScopeIterator();
        boolean passedThis = false;
        while (scopes != null && scopes.hasNext()) {
            PointerScope candidate = scopes.next();
            if (passedThis) {
                return candidate;
            }
            passedThis = candidate == scope;
        }
        return null;
    }
}
