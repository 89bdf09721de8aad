package dev.diptych.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Frees every tensor created on this thread between [#open] and [#close], except those that are kept.
///
/// libtorch's memory is invisible to the garbage collector, so each training step and each inference call runs in a
/// scope. Scopes nest; a scope is confined to the thread that opened it.
public final class TensorScope implements AutoCloseable {

    private final PointerScope scope;

    private TensorScope(PointerScope scope) {
        this.scope = scope;
    }

    public static TensorScope open() {
        return new TensorScope(new PointerScope());
    }

    /// Lets `tensor` outlive this scope: it moves to the enclosing scope or, if there is none, to the caller, who
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
