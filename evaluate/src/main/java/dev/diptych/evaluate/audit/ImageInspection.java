package dev.diptych.evaluate.audit;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.ImageItem;
import dev.diptych.image.UnreadableImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Decodes each image of a data set once, on several threads, without keeping pixels.
final class ImageInspection {

    private ImageInspection() {}

    /// The statistics, in the order of the images.
    ///
    /// @param watch notified before each image
    static List<ImageStatistics> look(List<ImageItem> images, int threads, ProgressListener watch) {
        AtomicInteger begun = new AtomicInteger();
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            ForkJoinTask<List<ImageStatistics>> task = pool.submit(() -> IntStream.range(0, images.size())
                    .parallel()
                    .mapToObj(image -> {
                        watch.at("inspecting images", begun.getAndIncrement(), images.size());
                        return look(images.get(image));
                    })
                    .toList());
            return task.join();
        }
    }

    private static ImageStatistics look(ImageItem item) {
        try {
            return ImageStatistics.of(item.source().read());
        } catch (UnreadableImageException e) {
            return ImageStatistics.unreadable(e.reason());
        }
    }

    /// Findings about the image alone.
    ///
    /// @param input side of the model's input in pixels
    static List<Finding> findings(ImageStatistics image, int input) {
        if (image.fault() != null) {
            return List.of(new Finding(FindingKind.UNREADABLE_IMAGE, image.fault()));
        }
        String size = image.width() + " x " + image.height();
        List<Finding> findings = new ArrayList<>();
        int shorter = Math.min(image.width(), image.height());
        int longer = Math.max(image.width(), image.height());
        if (4 * shorter < input) {
            findings.add(new Finding(FindingKind.TINY_IMAGE, size));
        }
        if (longer > 4 * shorter) {
            findings.add(new Finding(FindingKind.EXTREME_ASPECT, size));
        }
        if (image.spread() < ImageStatistics.ONE_COLOUR) {
            findings.add(new Finding(FindingKind.ONE_COLOUR, ""));
        }
        return findings;
    }
}
