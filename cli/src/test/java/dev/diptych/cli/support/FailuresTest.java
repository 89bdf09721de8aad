package dev.diptych.cli.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.NotFiniteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailuresTest {

    private final StringWriter written = new StringWriter();

    private int report(boolean trace, Throwable failure) {
        return new Failures(trace).report(failure, new PrintWriter(written));
    }

    @Test
    void invalidInputIsItsMessageOnOneLineAndStatusTwo() {
        assertEquals(2, report(false, new InvalidInputException("a.csv, line 3:\n  no caption; write one")));
        assertEquals("diptych: a.csv, line 3: no caption; write one" + System.lineSeparator(), written.toString());
    }

    @Test
    void weightsThatAreNotNumbersAreOneLineAndStatusOne() {
        assertEquals(1, report(false, new NotFiniteException("model.safetensors: NaN; train again")));
        assertEquals("diptych: model.safetensors: NaN; train again" + System.lineSeparator(), written.toString());
    }

    @Test
    void anyOtherFailureIsOneLineWithAHintAndStatusOne() {
        assertEquals(1, report(false, new IllegalStateException("broken\nframe #0: c10::Error")));
        assertEquals(
                "diptych: IllegalStateException: broken (set DIPTYCH_TRACE=1 for a stack trace)"
                        + System.lineSeparator(),
                written.toString());
    }

    @Test
    void aFailureWithoutAMessageIsNamed() {
        assertEquals(1, report(false, new StackOverflowError()));
        assertTrue(written.toString().startsWith("diptych: StackOverflowError "), written.toString());
    }

    @Test
    void aMissingFileIsSaidInWords() {
        assertEquals(1, report(false, new NoSuchFileException("run/model")));
        assertTrue(written.toString().startsWith("diptych: run/model: no such file or folder "), written.toString());
    }

    @Test
    void theStackTraceComesOnlyWhenAskedFor() {
        report(true, new IOException("No space left on device"));
        assertTrue(written.toString().startsWith("diptych: No space left on device" + System.lineSeparator()));
        assertTrue(written.toString().contains("at " + FailuresTest.class.getName()), written.toString());
    }

    @Test
    void anInterruptIsStatus130() {
        assertEquals(130, report(false, new InterruptedException()));
    }
}
