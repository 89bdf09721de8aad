package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class OperatorThreadsTest {

    private final int before = Libtorch.threads();

    @BeforeEach
    void useTwoThreads() {
        Libtorch.useThreads(2);
    }

    @AfterEach
    void restore() {
        Libtorch.useThreads(before);
    }

    @Test
    void aSmallProductIsComputedOnOneThread() {
        try (var _ = OperatorThreads.forProduct(10 * 24 * 24)) {
            assertEquals(1, Libtorch.threads());
        }
        assertEquals(2, Libtorch.threads());
    }

    @Test
    void aLargeProductKeepsItsThreads() {
        try (var _ = OperatorThreads.forProduct(130L * 192 * 768)) {
            assertEquals(2, Libtorch.threads());
        }
    }

    @Test
    void otherThreadsAndLaterOnesKeepTheirNumber() {
        try (var _ = OperatorThreads.forProduct(1)) {
            CompletableFuture<Integer> other = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> other.complete(Libtorch.threads()));
            assertEquals(2, other.join());
        }
    }

    @Test
    void anInnerScopeLeavesTheOuterOneInEffect() {
        try (var _ = OperatorThreads.forProduct(1)) {
            try (var _ = OperatorThreads.forProduct(2)) {
                assertEquals(1, Libtorch.threads());
            }
            assertEquals(1, Libtorch.threads());
        }
        assertEquals(2, Libtorch.threads());
    }
}
