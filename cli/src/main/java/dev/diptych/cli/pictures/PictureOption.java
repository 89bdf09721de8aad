package dev.diptych.cli.pictures;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The option `--pictures`.
public final class PictureOption {

    /// Pictures if standard output is a terminal whose protocol the environment tells.
    public static final String AUTO = "auto";

    private static final String NEVER = "never";

    private PictureOption() {}

    /// The protocol to use; empty for no pictures.
    ///
    /// @param terminal whether standard output is a terminal
    /// @throws InvalidInputException for an unknown value
    public static Optional<PictureProtocol> protocol(String value, boolean terminal, Map<String, String> environment) {
        return switch (value) {
            case AUTO -> terminal ? PictureProtocol.of(environment) : Optional.empty();
            case NEVER -> Optional.empty();
            default ->
                Optional.of(Arrays.stream(PictureProtocol.values())
                        .filter(protocol -> protocol.word().equals(value))
                        .findFirst()
                        .orElseThrow(() -> new InvalidInputException("--pictures " + value + " is unknown; expected "
                                + values().collect(Collectors.joining(", ")))));
        };
    }

    private static Stream<String> values() {
        return Stream.concat(
                List.of(AUTO, NEVER).stream(),
                Arrays.stream(PictureProtocol.values()).map(PictureProtocol::word));
    }
}
