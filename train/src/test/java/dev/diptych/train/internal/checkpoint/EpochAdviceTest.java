package dev.diptych.train.internal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.train.TinyRuns;
import java.util.ArrayList;
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
    void aThreadThatSharesItsProcessorsWithOtherProcessesIsNoticed() throws Exception {
        EpochAdvice advice = new EpochAdvice(TinyRuns.recipe());
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                others.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            assertEquals(1, busySecond(advice).size());
        } finally {
            others.forEach(Process::destroyForcibly);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theThreadsOfTheProcessItselfAreNotOtherProcesses() throws Exception {
        EpochAdvice advice = new EpochAdvice(TinyRuns.recipe());
        List<Thread> own = IntStream.range(0, 4 * Runtime.getRuntime().availableProcessors())
                .mapToObj(number -> Thread.ofPlatform().daemon().start(EpochAdviceTest::work))
                .toList();
        ProcessorUse before = ProcessorUse.now().orElseThrow();
        busySecond(advice);
        ProcessorUse use = ProcessorUse.now().orElseThrow().since(before);
        for (Thread each : own) {
            each.interrupt();
            each.join();
        }
        assertTrue(use.waited() > 0.25, use.toString());
        int processors = Runtime.getRuntime().availableProcessors();
        assertTrue(use.others() < 0.9 * processors, use.toString()); // other tests may run
    }

    // Uses a processor for a second.
    private static List<String> busySecond(EpochAdvice advice) {
        long start = System.nanoTime();
        advice.begin(RunTimes.NONE);
        while (System.nanoTime() - start < 1_000_000_000) {
            Thread.onSpinWait();
        }
        return advice.end(new RunTimes(0, 1, 0, 0));
    }

    @Test
    void littleWaitingIsNotWorthALine() {
        assertTrue(EpochAdvice.contention(new ProcessorUse(2, 20), 10).isEmpty());
        assertTrue(EpochAdvice.contention(new ProcessorUse(5, 1), 10).isEmpty());
        assertTrue(EpochAdvice.contention(new ProcessorUse(5, 20), 10)
                .orElseThrow()
                .startsWith("50 % of the epoch was spent waiting for a processor"));
    }

    private static void work() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }
}
