package dev.diptych.data.internal.archive;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Body of a response, rejected if it is larger than a limit.
final class LimitedBody implements HttpResponse.BodySubscriber<Path> {

    private final HttpResponse.BodySubscriber<Path> target;
    private final long limit;
    private Flow.@Nullable Subscription subscription;
    private long received;
    private boolean refused;

    LimitedBody(HttpResponse.BodySubscriber<Path> target, long limit) {
        this.target = target;
        this.limit = limit;
    }

    @Override
    public CompletionStage<Path> getBody() {
        return target.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        target.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (refused) {
            return;
        }
        received += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (received <= limit) {
            target.onNext(buffers);
            return;
        }
        refused = true;
        if (subscription != null) {
            subscription.cancel();
        }
        target.onError(new Downloads.LastingFailure("it is larger than " + limit + " bytes"));
    }

    @Override
    public void onError(Throwable failure) {
        target.onError(failure);
    }

    @Override
    public void onComplete() {
        if (!refused) {
            target.onComplete();
        }
    }
}
