package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.TinyRuns;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EpochAdviceTest {

    @Test
    void aLineIsGivenOnce() {
        EpochAdvice advice = new EpochAdvice(TinyRuns.recipe());
        advice.begin(RunTimes.NONE);
        List<String> lines = advice.end(new RunTimes(50, 100, 0, 0));
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("33 % of the epoch was spent waiting for data"), lines.getFirst());
        advice.begin(new RunTimes(50, 100, 0, 0));
        assertEquals(List.of(), advice.end(new RunTimes(150, 200, 0, 0)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatSharesItsProcessorIsNoticed() throws Exception {
        EpochAdvice advice = new EpochAdvice(TinyRuns.recipe());
        int processors = Runtime.getRuntime().availableProcessors();
        List<Thread> others = IntStream.range(0, 4 * processors)
                .mapToObj(number -> Thread.ofPlatform().daemon().start(EpochAdviceTest::work))
                .toList();
        long start = System.nanoTime();
        advice.begin(RunTimes.NONE);
        while (System.nanoTime() - start < 1_000_000_000) {
            Thread.onSpinWait();
        }
        List<String> lines = advice.end(new RunTimes(0, 1, 0, 0));
        others.forEach(Thread::interrupt);
        for (Thread other : others) {
            other.join();
        }
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().contains("waiting for a processor"), lines.getFirst());
    }

    @Test
    void littleWaitingIsNotWorthALine() {
        assertTrue(EpochAdvice.contention(2, 10).isEmpty());
        assertTrue(EpochAdvice.contention(5, 10).orElseThrow().startsWith("50 % of the epoch"));
    }

    private static void work() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }
}
