package dev.diptych.data.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Caption;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Small inputs as users have them, among the test resources.
final class Inputs {

    private Inputs() {}

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Inputs.class.getResource("/inputs/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> texts(DataSet set) {
        return set.pairs().captions().stream().map(Caption::text).toList();
    }

    static List<String> names(DataSet set) {
        return set.pairs().images().stream().map(image -> image.name()).toList();
    }

    static List<String> reasons(DataSet set) {
        return set.leftOut().stream().map(SkippedRow::reason).toList();
    }

    /// Asserts that a data set is refused in one line with all these parts; returns the line.
    static String assertRefused(String location, String... parts) {
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> DataSets.read(location))
                .getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertEquals(1, message.lines().count(), message);
        assertTrue(!message.contains("Feature") && !message.contains("Jackson"), message);
        return message;
    }
}
