package dev.diptych.torch.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.torch.Blas;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlasCandidateTest {

    @Test
    void productsOfThisProcessAreRight() {
        double error = BlasCheck.largestError();
        assertTrue(error > 0 && error < 5e-7, "relative error " + error);
    }

    @Test
    void aWrongProductAndACrashAreFailuresOfTheCandidate() {
        assertNull(BlasCandidate.of(Blas.MKL, 0, "1e-7 100 400 90").failure());
        assertNotNull(BlasCandidate.of(Blas.MKL, 0, "0.5 100 400 90").failure());
        assertNotNull(BlasCandidate.of(Blas.MKL, 0, "NaN 100 400 90").failure());
        assertEquals(
                "the process that tested it ended with status 134",
                BlasCandidate.of(Blas.OPENBLAS, 134, "").failure());
    }

    @Test
    void everyCandidateOfThisMachineIsMeasured() throws IOException, InterruptedException {
        List<BlasCandidate> all = BlasCandidate.measureAll();
        assertEquals(Blas.available(), all.stream().map(BlasCandidate::blas).toList());
        for (BlasCandidate candidate : all) {
            assertNull(candidate.failure(), candidate.toString());
            assertTrue(candidate.linearGflops() > 0.1, candidate.toString());
        }
    }
}
