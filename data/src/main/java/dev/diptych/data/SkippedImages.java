package dev.diptych.data;

import dev.diptych.base.InvalidInputException;
import dev.diptych.image.UnreadableImageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Images of a data set that could not be read, each once, in the order of their first occurrence.
///
/// Thread-safe.
public final class SkippedImages {

    private static final int SHOWN = 3;

    /// Skipped image.
    ///
    /// @param name name of the image in its data set
    /// @param reason why it could not be read
    public record Skipped(String name, String reason) {}

    private final int images;
    private final double permittedShare;
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /// @param images the images of the data set
    /// @param permittedShare maximum fraction of unreadable images, 0 to 1
    public SkippedImages(int images, double permittedShare) {
        this.images = images;
        this.permittedShare = permittedShare;
    }

    public synchronized int count() {
        return reasons.size();
    }

    public synchronized List<Skipped> list() {
        List<Skipped> list = new ArrayList<>(reasons.size());
        reasons.forEach((name, reason) -> list.add(new Skipped(name, reason)));
        return list;
    }

    /// Records these images.
    ///
    /// @throws InvalidInputException if more than the permitted share is unreadable; names the first
    public synchronized void add(List<Skipped> unreadable) {
        for (Skipped each : unreadable) {
            reasons.putIfAbsent(each.name(), each.reason());
        }
        if (!unreadable.isEmpty() && reasons.size() > permittedShare * images) {
            String first = reasons.entrySet().stream()
                    .limit(SHOWN)
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                    .collect(Collectors.joining(", "));
            throw new InvalidInputException(
                    "%d of %d images cannot be read, more than the permitted share of %s: %s%s; repair or remove them"
                            .formatted(
                                    reasons.size(),
                                    images,
                                    permittedShare,
                                    first,
                                    reasons.size() > SHOWN ? ", …" : ""));
        }
    }

    public static Skipped skipped(ImageItem item, UnreadableImageException e) {
        return new Skipped(item.name(), e.reason());
    }
}
