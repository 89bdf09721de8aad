package dev.diptych.data.survey;

import dev.diptych.base.ProgressListener;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.image.RgbImage;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.image.quality.ImageQuality;
import dev.diptych.image.quality.QualityFindings;
import dev.diptych.image.quality.QualityIssue;
import dev.diptych.image.quality.QualityThresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Statistics of the images of a data set.
///
/// @param count number of images
/// @param inspected number of images that were read
/// @param broken those of them that are unreadable
/// @param issues images of low quality by the name of the issue, the lowest score first
public record ImageSurvey(
        int count,
        int inspected,
        @Nullable Distribution width,
        @Nullable Distribution height,
        List<Broken> broken,
        Map<String, List<Issue>> issues) {

    /// Unreadable image.
    public record Broken(String image, String reason) {}

    /// Image with an issue of its quality.
    ///
    /// @param score from 0, the worst, to 1
    public record Issue(String image, double score) {}

    /// Quality or error of an image.
    private record Outcome(
            String image,
            @Nullable ImageQuality quality,
            @Nullable Broken broken) {}

    /// Reads at most `limit` images, evenly distributed, with several threads, and puts the first of them on
    /// `sheet`.
    ///
    /// @param thresholds of the issues of quality
    /// @param watch called before each image
    static ImageSurvey of(
            Pairs pairs,
            int limit,
            int threads,
            @Nullable ContactSheet sheet,
            QualityThresholds thresholds,
            ProgressListener watch) {
        int count = pairs.images().size();
        int read = Math.min(limit, count);
        int[] images = IntStream.range(0, read)
                .map(place -> (int) ((long) place * count / read))
                .toArray();
        Outcome[] outcomes = new Outcome[read];
        AtomicInteger next = new AtomicInteger();
        runOnThreads(threads, () -> {
            for (int i = next.getAndIncrement(); i < read; i = next.getAndIncrement()) {
                watch.at("images", i, read);
                outcomes[i] = look(pairs.image(images[i]), i, read, sheet);
            }
            return null;
        });
        List<@Nullable ImageQuality> qualities = new ArrayList<>();
        Arrays.stream(outcomes).forEach(outcome -> qualities.add(outcome.quality()));
        List<ImageQuality> whole = qualities.stream().filter(Objects::nonNull).toList();
        List<Broken> broken = Arrays.stream(outcomes)
                .map(Outcome::broken)
                .filter(Objects::nonNull)
                .toList();
        return new ImageSurvey(
                count,
                read,
                Distribution.of(whole.stream().mapToInt(ImageQuality::width).toArray()),
                Distribution.of(whole.stream().mapToInt(ImageQuality::height).toArray()),
                broken,
                issues(outcomes, QualityFindings.of(qualities, thresholds)));
    }

    private static Map<String, List<Issue>> issues(Outcome[] outcomes, List<Map<QualityIssue, Double>> found) {
        Map<String, List<Issue>> issues = new LinkedHashMap<>();
        for (QualityIssue issue : QualityIssue.values()) {
            List<Issue> images = new ArrayList<>();
            for (int i = 0; i < outcomes.length; i++) {
                Double score = found.get(i).get(issue);
                if (score != null) {
                    images.add(new Issue(outcomes[i].image(), score));
                }
            }
            if (!images.isEmpty()) {
                images.sort(Comparator.comparingDouble(Issue::score));
                issues.put(issue.word(), images);
            }
        }
        return issues;
    }

    private static Outcome look(ImageItem item, int place, int places, @Nullable ContactSheet sheet) {
        try {
            RgbImage image = item.source().read();
            if (sheet != null) {
                sheet.offer(place, places, image);
            }
            return new Outcome(item.name(), ImageQuality.of(image), null);
        } catch (UnreadableImageException e) {
            return new Outcome(item.name(), null, new Broken(item.name(), e.reason()));
        }
    }

    private static void runOnThreads(int threads, Callable<@Nullable Void> work) {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(work));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
