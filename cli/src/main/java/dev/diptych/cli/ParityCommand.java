package dev.diptych.cli;

import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.hub.HubCache;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.parity.Parity;
import dev.diptych.train.parity.ParityRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `diptych parity`: compares a model's outputs with those of another framework.
@Command(
        name = "parity",
        description = {
            "Compare a model with outputs saved from another framework, tensor by tensor.",
            "IO.safetensors contains the inputs (pixel_values, input_ids, attention_mask, token_type_ids) and any of the"
                    + " outputs, by their Hugging Face names. The exit status is 1 if an output exceeds its tolerance."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ParityCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Directory of a model or of a run, or name of a model on the Hub.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Parameters(index = "1", paramLabel = "IO.safetensors", description = "Inputs and outputs of the other framework.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path reference;

    /// The document of `--json`.
    record Document(boolean holds, List<ParityRow> tensors) {}

    @Override
    public Integer call() {
        List<ParityRow> rows;
        try (TensorSource source = Safetensors.open(reference)) {
            rows = Parity.compare(HubCache.locate(model), source);
        }
        boolean holds = Parity.holds(rows);
        if (output.json()) {
            output.printDocument(new Document(holds, rows));
        } else {
            print(rows, holds);
        }
        return holds ? 0 : 1;
    }

    private void print(List<ParityRow> rows, boolean holds) {
        var out = output.out();
        out.println(String.format(
                Locale.ROOT, "%-76s %10s %10s %10s  %s", "tensor", "absolute", "relative", "tolerance", "verdict"));
        for (ParityRow row : rows) {
            String verdict = switch (row.verdict()) {
                case WITHIN -> "within";
                case BEYOND -> "BEYOND" + (row.remark() == null ? "" : ": " + row.remark());
                case NOT_COMPARED -> "not compared: " + row.remark();
            };
            out.println(String.format(
                    Locale.ROOT,
                    "%-76s %10.3g %10.3g %10.3g  %s",
                    row.name(),
                    row.absoluteError(),
                    row.relativeError(),
                    row.tolerance(),
                    verdict));
        }
        out.println(holds ? "the model matches the reference" : "the model does not match the reference");
        out.flush();
    }
}
