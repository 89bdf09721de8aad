package dev.diptych.train.internal.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.TinyRuns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseTest {

    @TempDir
    private Path folder;

    @Test
    void aRecordingHoldsThePhasesOfEachStep() throws Exception {
        Path file = folder.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.diptych.Phase").withoutThreshold();
            recording.start();
            TinyRuns.start(TinyRuns.recipe("train.epochs=1"), folder.resolve("run"), () -> false);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Map<String, List<Long>> steps = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.getString("phase"),
                        Collectors.mapping(event -> event.getLong("step"), Collectors.toList())));
        List<Long> all = List.of(0L, 1L, 2L, 3L, 4L, 5L); // 48 images in batches of 8
        assertEquals(
                Map.of(
                        "wait for data",
                        List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L), // the last finds that there is no more
                        "encode",
                        all,
                        "objective",
                        all,
                        "pull back",
                        all,
                        "update",
                        all),
                steps);
        assertTrue(events.stream().noneMatch(event -> event.getDuration().isNegative()));
    }
}
