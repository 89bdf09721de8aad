package dev.diptych.serve.internal.model;

import dev.diptych.serve.internal.http.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// As many platform threads as there are processors, which decode and resize images: a few large
/// images delay neither the model nor requests without images, and the memory of decoding is bounded.
/// Safe for concurrent use.
public final class DecodePool implements AutoCloseable {

    private final ExecutorService threads = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("diptych-decode-", 0).factory());

    /// Runs work and waits for its result; what it throws is thrown here.
    ///
    /// @throws dev.diptych.serve.internal.http.ApiException after the deadline
    public <T> T run(Callable<T> work, Deadline deadline) {
        return Waiting.result(threads.submit(work), deadline);
    }

    /// Applies a function to each of some inputs and waits for the results, in the order of the
    /// inputs. After a failure, inputs that have not begun are left out.
    ///
    /// @throws dev.diptych.serve.internal.http.ApiException after the deadline
    public <I, T> List<T> all(List<I> inputs, Function<I, T> function, Deadline deadline) {
        List<Future<T>> results = new ArrayList<>(inputs.size());
        inputs.forEach(input -> results.add(threads.submit(() -> function.apply(input))));
        try {
            return results.stream()
                    .map(result -> Waiting.result(result, deadline))
                    .toList();
        } catch (RuntimeException e) {
            results.forEach(result -> result.cancel(true));
            throw e;
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
