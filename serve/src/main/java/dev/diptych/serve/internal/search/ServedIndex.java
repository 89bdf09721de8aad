package dev.diptych.serve.internal.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.Index;
import dev.diptych.index.ModelReference;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of the server, which looks for commits of other processes every two seconds. Searches
/// that run while a new commit becomes visible finish on the old one. Safe for concurrent use.
public final class ServedIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedIndex.class);
    private static final long REFRESH_SECONDS = 2;

    private final Index index;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("diptych-index-refresh").factory());

    private ServedIndex(Index index) {
        this.index = index;
        var _ = timer.scheduleWithFixedDelay(this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    /// @throws InvalidInputException if there is no index, or it is damaged
    public static ServedIndex open(Path directory) {
        return new ServedIndex(Index.open(directory));
    }

    /// @throws InvalidInputException if the index was made with another model
    public void requireModel(ModelReference model) {
        index.info().model().requireSame(model, index.directory().toString());
    }

    Index index() {
        return index;
    }

    private void refresh() {
        try {
            if (index.refresh()) {
                LOG.info("{}: a new commit with {} items is visible", index.directory(), index.size());
            }
        } catch (RuntimeException e) { // the old commit stays visible
            LOG.warn("{}: a new commit cannot be read: {}", index.directory(), e.getMessage());
        }
    }

    /// Waits for a refresh in progress, then closes the index.
    @Override
    public void close() {
        timer.close();
        index.close();
    }
}
