package dev.diptych.serve.internal.picture;

import dev.diptych.data.ImageSource;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.report.html.Thumbnail;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Deadline;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.model.DecodePool;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Small pictures of stored images, for any format that Diptych decodes, with a cache of bounded size.
/// Safe for concurrent use.
public final class Pictures {

    private static final int LONGEST_SIDE = 384;
    private static final long CACHE_BYTES = 64L << 20;
    private static final Map<String, String> HEADERS = Map.of("Cache-Control", "private, max-age=600");

    private final DecodePool pool;
    private final LinkedHashMap<String, Thumbnail> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cached;

    public Pictures(DecodePool pool) {
        this.pool = pool;
    }

    /// The picture of an image.
    ///
    /// @param key a name of the image that is unique in the server
    /// @throws ApiException if the image cannot be read
    public Reply reply(String key, ImageSource source, Deadline deadline) {
        Thumbnail picture = find(key);
        if (picture == null) {
            picture = pool.run(() -> make(source), deadline);
            store(key, picture);
        }
        return new Reply.Content(Reply.OK, picture.type(), picture.bytes(), HEADERS);
    }

    private static Thumbnail make(ImageSource source) {
        try {
            RgbImage image = source.readReduced(LONGEST_SIDE);
            return Thumbnail.of(image, LONGEST_SIDE);
        } catch (UnreadableImageException e) {
            throw ApiException.refused(404, "the image cannot be read: " + e.reason(), "unreadable_image");
        }
    }

    private @Nullable Thumbnail find(String key) {
        synchronized (cache) {
            return cache.get(key);
        }
    }

    private void store(String key, Thumbnail picture) {
        synchronized (cache) {
            Thumbnail old = cache.put(key, picture);
            cached += picture.bytes().length - (old == null ? 0 : old.bytes().length);
            Iterator<Thumbnail> oldest = cache.values().iterator();
            while (cached > CACHE_BYTES && oldest.hasNext()) {
                cached -= oldest.next().bytes().length;
                oldest.remove();
            }
        }
    }
}
