package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/// Successive halving (Jamieson and Talwalkar, 2016): all candidates train for a few epochs, the best ones continue
/// for `factor` times as long, and so on to the end.
///
/// @param factor one candidate in `factor` continues
/// @param first number of epochs before the first comparison
public record Halving(int factor, int first) {

    /// Reads `FACTOR` or `FACTOR:FIRST`.
    ///
    /// @throws InvalidInputException if it is neither
    public static Halving parse(String text) {
        if (!text.matches("\\d{1,4}(:\\d{1,6})?")) {
            throw refusal(text, "expected FACTOR or FACTOR:FIRST, whole numbers, such as 2 or 3:2");
        }
        String[] parts = text.split(":");
        Halving halving = new Halving(Integer.parseInt(parts[0]), parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
        if (halving.factor < 2) {
            throw refusal(text, "the factor must be at least 2");
        }
        if (halving.first < 1) {
            throw refusal(text, "the number of epochs must be at least 1");
        }
        return halving;
    }

    /// The numbers of epochs after which candidates are compared, ascending; the last is the complete training.
    List<Integer> rungs(int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (long rung = first; rung < epochs; rung *= factor) {
            rungs.add((int) rung);
        }
        rungs.add(epochs);
        return rungs;
    }

    /// The number of `candidates` that continue.
    int kept(int candidates) {
        return Math.max(1, Math.ceilDiv(candidates, factor));
    }

    /// The option as given.
    String text() {
        return factor + ":" + first;
    }

    private static InvalidInputException refusal(String text, String problem) {
        return new InvalidInputException("--halving " + text + ": " + problem);
    }
}
