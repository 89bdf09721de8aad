package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.PullProgress;
import dev.diptych.cli.support.Version;
import dev.diptych.hub.Hub;
import dev.diptych.hub.HubName;
import dev.diptych.hub.HubSettings;
import dev.diptych.hub.PulledModel;
import dev.diptych.report.progress.ProgressLine;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `diptych pull`: downloads a model from the Hugging Face Hub into the cache, for use by name in other commands.
@Command(
        name = "pull",
        description = {
            "Download a model from the Hugging Face Hub into the cache, which is shared with Python's libraries.",
            "Other commands then accept its name in place of a model directory. Prints the location of its files."
                    + " Only required files are downloaded, preferably safetensors rather than pickles; an interrupted"
                    + " download resumes when the command is run again."
        },
        footer = {
            "",
            "HF_ENDPOINT is the address of a mirror. HF_TOKEN, or the file written by 'hf auth login', is a token for"
                    + " gated models. HF_HOME or HF_HUB_CACHE sets the cache (default: ~/.cache/huggingface/hub)."
                    + " HF_HUB_OFFLINE=1 blocks downloads. HTTPS_PROXY, http://[NAME:PASSWORD@]HOST:PORT, is the proxy;"
                    + " NO_PROXY lists hosts to access without it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PullCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "NAME[@REVISION]",
            description =
                    "Model, such as openai/clip-vit-base-patch32, optionally with a branch, tag or commit (default: main).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    /// The document of `--json`.
    record Document(String name, String revision, String commit, String directory, List<PulledModel.File> files) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        HubName name = HubName.parse(model)
                .orElseThrow(() -> new InvalidInputException(
                        model + ": not a model name; expected OWNER/NAME or OWNER/NAME@REVISION"));
        try (ProgressLine progress = output.progress();
                Hub hub = Hub.of(HubSettings.fromEnvironment(), new PullProgress(progress))) {
            PulledModel pulled = hub.pull(name);
            String directory = pulled.directory().toString();
            if (output.json()) {
                output.printDocument(
                        new Document(name.repository(), name.revision(), pulled.commit(), directory, pulled.files()));
            } else {
                output.out().println(directory);
                output.out().flush();
            }
            return 0;
        }
    }
}
