package dev.diptych.hub;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// Downloads models from the Hugging Face hub, or a mirror, into the cache. Confined to one thread; close it.
///
/// An interrupted or failed download keeps the bytes that it received and resumes there when it is repeated.
public final class Hub implements AutoCloseable {

    private final HubSettings settings;
    private final HubCache cache;
    private final HubListener listener;
    private final HubClient client;

    Hub(HubSettings settings, HubListener listener, RetryPolicy.Limits limits) {
        this.settings = settings;
        this.cache = new HubCache(settings.cache());
        this.listener = listener;
        this.client = new HubClient(settings, limits, listener);
    }

    /// Creates a client for the hub of `settings`. No request is made before [#pull].
    public static Hub of(HubSettings settings, HubListener listener) {
        return new Hub(settings, listener, RetryPolicy.Limits.USUAL);
    }

    /// Downloads the files of `name` that the cache lacks: settings, preprocessing, tokenizer and one format of
    /// the weights.
    ///
    /// @throws InvalidInputException if the model does not exist or may not be read, or if it is not in the cache
    ///     in offline mode
    /// @throws HubException if the download is incomplete; the received bytes are kept
    public PulledModel pull(HubName name) throws IOException, InterruptedException {
        if (settings.offline()) {
            return offline(name);
        }
        HubListing listing = client.list(name);
        HubName exact = name.at(listing.commit());
        Deque<String> wanted =
                new ArrayDeque<>(ModelFiles.of(name, listing.checksums().keySet()));
        List<PulledModel.File> files = new ArrayList<>();
        while (!wanted.isEmpty()) {
            String file = wanted.removeFirst();
            files.add(fetch(exact, file, listing.checksums().getOrDefault(file, "")));
            if (ModelFiles.isIndex(file)) {
                wanted.addAll(ModelFiles.shards(
                        name,
                        cache.pointer(exact, listing.commit(), file),
                        listing.checksums().keySet()));
            }
        }
        cache.note(name, listing.commit());
        return new PulledModel(name, listing.commit(), cache.require(exact), files);
    }

    private PulledModel.File fetch(HubName exact, String file, String listed) throws IOException, InterruptedException {
        Path pointer = cache.pointer(exact, exact.revision(), file);
        boolean missing = !Files.exists(pointer);
        if (missing) {
            RemoteFile remote = client.describe(exact, file);
            Path blob = cache.blob(exact, remote.etag());
            try (BlobLock _ =
                    BlobLock.take(cache.lock(exact, remote.etag()), listener, exact.repository() + ": " + file)) {
                missing = !Files.exists(blob);
                if (missing) {
                    new BlobDownload(client, listener, exact, remote, listed).to(blob);
                }
                HubCache.link(blob, pointer);
            }
        }
        return new PulledModel.File(file, Files.size(pointer), missing);
    }

    private PulledModel offline(HubName name) throws IOException {
        Path snapshot = cache.snapshot(name)
                .orElseThrow(() -> new InvalidInputException(name + ": not in " + cache.root()
                        + ", and HF_HUB_OFFLINE blocks downloads; unset it, or copy the model there"));
        List<PulledModel.File> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(snapshot)) {
            for (Path entry : entries.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new PulledModel.File(entry.getFileName().toString(), Files.size(entry), false));
            }
        }
        return new PulledModel(name, snapshot.getFileName().toString(), snapshot, files);
    }

    @Override
    public void close() {
        client.close();
    }
}
