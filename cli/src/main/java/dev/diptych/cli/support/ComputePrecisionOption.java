package dev.diptych.cli.support;

import dev.diptych.torch.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option `--compute-precision` of the commands that encode many images or serve a model.
public final class ComputePrecisionOption {

    private static final String NAME = "--compute-precision";

    @Option(
            names = NAME,
            paramLabel = "P",
            description =
                    "Precision of the matrix products in the encoders: fp32, or bf16, which is faster on processors"
                            + " with bf16 instructions and changes cosines by about 0.001 (default: fp32).")
    private @Nullable String name;

    /// @throws dev.diptych.base.InvalidInputException if the value is no precision
    public Precision precision() {
        return name == null ? Precision.FP32 : NamedChoice.of(NAME, name, Precision.values(), Precision::word);
    }

    /// Whether the option was given.
    public boolean isGiven() {
        return name != null;
    }
}
