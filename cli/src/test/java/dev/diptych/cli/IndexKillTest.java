package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.index.Index;
import dev.diptych.index.VectorHit;
import dev.diptych.index.VectorQuery;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `diptych index` that is killed at random moments: the index opens, has what was committed, and is completed by
/// running the command again.
@Tag("slow")
final class IndexKillTest {

    private static final int KILLS = Integer.getInteger("diptych.kills", 20);
    private static final int IMAGES = 2_000;
    private static final int COMMIT = 128;

    // A vector against which the cosines of all items are compared.
    private static final float[] PROBE = {1, -2, 3, -4, 5, -6, 7, -8};

    @TempDir
    private Path folder;

    @Test
    void killedAtAnyMomentItHasWhatWasCommitted() throws Exception {
        Path model = TinyModel.train(folder);
        Path data = TinyModel.scenes(folder, IMAGES);
        Path whole = folder.resolve("whole");
        var undisturbed = CommandProcess.diptych(arguments(data, model, whole));
        assertEquals(0, undisturbed.status(), undisturbed.err());
        Map<String, VectorHit> expected = items(whole);
        assertEquals(IMAGES, expected.size());
        Random random = new Random(Long.getLong("diptych.kill.seed", 1));
        Path out = folder.resolve("killed");
        int kills = 0;
        int grown = 0;
        while (kills < KILLS) {
            try (RunningCommand running = RunningCommand.diptych(folder, arguments(data, model, out))) {
                long moment = System.nanoTime() + (long) (random.nextDouble() * 8e9);
                if (!running.await(() -> System.nanoTime() >= moment)) {
                    assertEquals(0, running.status(), running.err());
                    assertEquals(expected, items(out));
                    out = folder.resolve("killed-" + kills);
                    grown = 0;
                    continue;
                }
                running.kill();
                kills++;
            }
            if (Index.isAt(out)) {
                Map<String, VectorHit> committed = items(out);
                assertTrue(committed.size() >= grown, "items of an earlier commit are missing");
                assertTrue(
                        committed.size() == IMAGES || committed.size() % COMMIT == 0,
                        committed.size() + " items are not a commit");
                committed.forEach((id, item) -> assertEquals(expected.get(id), item));
                grown = committed.size();
            }
        }
        assertEquals(0, CommandProcess.diptych(arguments(data, model, out)).status());
        assertEquals(expected, items(out));
    }

    private static String[] arguments(Path data, Path model, Path out) {
        return new String[] {
            "index",
            "--data",
            data.toString(),
            "--model",
            model.toString(),
            "--out",
            out.toString(),
            "--commit",
            Integer.toString(COMMIT)
        };
    }

    // Captions, path and the cosine with PROBE, bit for bit.
    private static Map<String, VectorHit> items(Path out) {
        try (Index index = Index.open(out)) {
            Map<String, VectorHit> items = new HashMap<>();
            if (index.size() > 0) {
                List<VectorHit> hits =
                        index.search(new VectorQuery(PROBE, index.size())).hits();
                hits.forEach(hit -> items.put(hit.id(), hit));
            }
            assertEquals(index.size(), items.size());
            return items;
        }
    }
}
