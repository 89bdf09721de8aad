package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/// Successive halving (Jamieson and Talwalkar, 2016): all candidates train for a few epochs, the best share of them
/// goes on for `factor` times as long, and so on to the end.
///
/// @param factor one in so many goes on
/// @param first epochs after which candidates are compared first
public record Halving(int factor, int first) {

    /// Reads `FACTOR` or `FACTOR:FIRST`.
    ///
    /// @throws InvalidInputException when it is neither
    public static Halving parse(String text) {
        if (!text.matches("\\d{1,4}(:\\d{1,6})?")) {
            throw refusal(text, "write FACTOR or FACTOR:FIRST, whole numbers, such as 2 or 3:2");
        }
        String[] parts = text.split(":");
        Halving halving = new Halving(Integer.parseInt(parts[0]), parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
        if (halving.factor < 2) {
            throw refusal(text, "one in 2 or more goes on; a smaller factor would drop none");
        }
        if (halving.first < 1) {
            throw refusal(text, "candidates are compared after 1 epoch or more");
        }
        return halving;
    }

    /// The epochs after which candidates are compared, ascending; the last is the whole training.
    List<Integer> rungs(int epochs) {
        List<Integer> rungs = new ArrayList<>();
        for (long rung = first; rung < epochs; rung *= factor) {
            rungs.add((int) rung);
        }
        rungs.add(epochs);
        return rungs;
    }

    /// How many of `candidates` go on.
    int kept(int candidates) {
        return Math.max(1, Math.ceilDiv(candidates, factor));
    }

    /// As it is given.
    String text() {
        return factor + ":" + first;
    }

    private static InvalidInputException refusal(String text, String problem) {
        return new InvalidInputException("--halving " + text + ": " + problem);
    }
}
