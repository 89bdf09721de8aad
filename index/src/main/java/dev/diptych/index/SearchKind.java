package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How an index stores its vectors and finds the nearest ones.
public enum SearchKind {
    /// Compares the query with every vector, in float32: no loss of recall.
    EXACT,
    /// Compares the query with every vector, in float16: half the memory, cosines within 0.0005 of those of
    /// float32.
    EXACT_HALF,
    /// Navigates an HNSW graph (Malkov and Yashunin, 2018) over vectors of 8 bits per dimension; the candidates are
    /// rescored with the float32 vectors.
    HNSW,
    /// The same with 1 bit per dimension and more candidates: the least memory, the most rescoring.
    HNSW_1BIT;

    /// The largest number of items for which exact search is the default.
    public static final int LARGEST_EXACT = 1_000_000;

    /// Returns the default for a number of items.
    public static SearchKind forCount(long items) {
        return items <= LARGEST_EXACT ? EXACT : HNSW;
    }

    /// Returns the kind with a name such as `hnsw-1bit`.
    ///
    /// @throws InvalidInputException for an unknown name
    public static SearchKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown kind of search " + name + "; expected one of "
                        + Arrays.stream(values()).map(SearchKind::word).collect(Collectors.joining(", "))));
    }

    /// Its name in files and commands, such as `hnsw-1bit`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isExact() {
        return switch (this) {
            case EXACT, EXACT_HALF -> true;
            case HNSW, HNSW_1BIT -> false;
        };
    }
}
