package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ParallelWorkTest {

    private final int before = Libtorch.threads();

    @BeforeEach
    void allowsTwoThreads() {
        Libtorch.useThreads(2);
    }

    @AfterEach
    void restoresThreads() {
        Libtorch.useThreads(before);
    }

    @Test
    void everyPieceIsDoneOnceOnAThreadWhoseOperationsUseOne() {
        AtomicIntegerArray done = new AtomicIntegerArray(100);
        Set<Integer> threadsOfOperations = ConcurrentHashMap.newKeySet();

        ParallelWork.run(100, piece -> {
            done.incrementAndGet(piece);
            threadsOfOperations.add(Libtorch.threads());
        });

        for (int piece = 0; piece < 100; piece++) {
            assertEquals(1, done.get(piece), "piece " + piece);
        }
        assertEquals(Set.of(1), threadsOfOperations);
        assertEquals(2, Libtorch.threads());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void threadsThatStartMeanwhileKeepTheDefault() {
        Set<Integer> threadsOfOthers = ConcurrentHashMap.newKeySet();

        ParallelWork.run(2, _ -> {
            CompletableFuture<Integer> other = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> other.complete(Libtorch.threads()));
            threadsOfOthers.add(other.join());
        });

        assertEquals(Set.of(2), threadsOfOthers);
    }

    @Test
    void whatAPieceThrowsReachesTheCaller() {
        IllegalArgumentException fault = new IllegalArgumentException("piece 3");

        Throwable thrown = assertThrows(
                IllegalArgumentException.class,
                () -> ParallelWork.run(10, piece -> {
                    if (piece == 3) {
                        throw fault;
                    }
                }));

        assertSame(fault, thrown);
        assertEquals(2, Libtorch.threads());
    }
}
