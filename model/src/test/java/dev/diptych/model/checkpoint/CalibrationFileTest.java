package dev.diptych.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFileTest {

    private static final ProbabilityCurve CURVE = new ProbabilityCurve(
            ProbabilityCurve.Method.ISOTONIC, 12.5, -3, new double[] {0.1, 0.2}, new double[] {0.25, 0.75});

    @TempDir
    private Path folder = Path.of("");

    private static Calibration calibration() {
        return new Calibration(
                CURVE,
                new Calibration.Joint(3, 0.5, CURVE),
                List.of(new Calibration.Threshold(0.8, 0.15, 0.9), new Calibration.Threshold(0.9, 0.3, 0.4)),
                "a digest",
                1234);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        assertNull(CalibrationFile.read(folder));
        CalibrationFile.write(folder, calibration());
        Calibration read = CalibrationFile.read(folder);
        assertNotNull(read);
        assertEquals(CalibrationFile.toJson(calibration()), CalibrationFile.toJson(read));
        assertEquals(0.5, read.probability(0.15), 1e-12);
        assertEquals(0.5, read.probability(0.05, 0), 1e-12); // 3 · 0.05 = 0.15
        assertEquals(calibration().thresholds(), read.thresholds());
        assertEquals(1234, read.pairs());
        assertArrayEquals(CURVE.scores(), read.cosine().scores());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void givesTheLowestCosineOfAPrecision() {
        assertEquals(OptionalDouble.of(0.15), calibration().threshold(0.75));
        assertEquals(OptionalDouble.of(0.3), calibration().threshold(0.81));
        assertEquals(OptionalDouble.empty(), calibration().threshold(0.95));
    }

    @Test
    void anotherPriorMovesTheOdds() {
        assertEquals(0.8, Calibration.atPrior(0.8, 0.5), 1e-12);
        assertEquals(4.0 / 103, Calibration.atPrior(0.8, 0.01), 1e-12); // odds 4 · 1/99
        assertEquals(0, Calibration.atPrior(0, 0.1));
    }

    @Test
    void withoutAMatchingHeadOnlyTheCosineCounts() {
        var plain = new Calibration(CURVE, null, List.of(), "", 0);
        assertEquals(0.25, plain.probability(-1));
        assertThrows(IllegalStateException.class, () -> plain.probability(0.1, 2));
    }

    @Test
    void aFileThatIsNoneIsRefusedInOneLine() throws IOException {
        for (String wrong : List.of(
                "{",
                "{}",
                CalibrationFile.toJson(calibration()).replace("isotonic\"", "other\""),
                CalibrationFile.toJson(calibration()).replace("0.2,", "").replace("[ 0.1, 0.2 ]", "[ 0.1 ]"),
                CalibrationFile.toJson(calibration()).replace("0.75", "0.05"),
                CalibrationFile.toJson(calibration()).replace("12.5", "\"steep\""))) {
            Files.writeString(folder.resolve(CalibrationFile.NAME), wrong);
            String message =
                    String.valueOf(assertThrows(InvalidInputException.class, () -> CalibrationFile.read(folder))
                            .getMessage());
            assertTrue(
                    message.contains("calibration.json: not a calibration") && message.contains("create it again"),
                    message);
            assertEquals(1, message.lines().count(), message);
        }
    }
}
