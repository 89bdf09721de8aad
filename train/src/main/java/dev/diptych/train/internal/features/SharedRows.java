package dev.diptych.train.internal.features;

import dev.diptych.data.Pairs;
import dev.diptych.data.batch.ImagePreparation;
import dev.diptych.data.batch.ImageRows;
import dev.diptych.data.batch.ModelInput;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.data.batch.TextRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Feature rows shared by runs of one process. Data sets are immutable and compared by identity.
public final class SharedRows {

    private record Pixels(Pairs pairs, ImagePreparation preparation) {}

    /// @param frozen digest of the frozen prefix and of all settings that its rows depend on
    private record Images(Pairs pairs, String frozen) {}

    private record Texts(List<String> texts, TextPreparation preparation, String frozen) {}

    private final Map<Pixels, ImageRows> pixels = new HashMap<>();
    private final Map<Images, ImageRows> images = new HashMap<>();
    private final Map<Texts, TextRows> texts = new HashMap<>();

    /// Pixels and tokens; images decoded for one run are reused by the next.
    public ModelInput plain(Pairs pairs, ImagePreparation preparation, TextPreparation tokens, long cacheBytes) {
        ImageRows rows = pixels.computeIfAbsent(
                new Pixels(pairs, preparation),
                _ -> ModelInput.plain(pairs, preparation, tokens, cacheBytes).images());
        return new ModelInput(rows, tokens, TextRows.NONE);
    }

    /// The rows of a frozen image encoder, opened and verified once; a failure is retried next time.
    Optional<ImageRows> images(Pairs pairs, String frozen, Supplier<Optional<ImageRows>> source) {
        Images key = new Images(pairs, frozen);
        ImageRows known = images.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ImageRows> found = source.get();
        found.ifPresent(rows -> images.put(key, rows));
        return found;
    }

    /// The rows of a frozen text encoder, likewise.
    Optional<TextRows> texts(
            List<String> all, TextPreparation preparation, String frozen, Supplier<Optional<TextRows>> source) {
        Texts key = new Texts(all, preparation, frozen);
        TextRows known = texts.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<TextRows> found = source.get();
        found.ifPresent(rows -> texts.put(key, rows));
        return found;
    }
}
