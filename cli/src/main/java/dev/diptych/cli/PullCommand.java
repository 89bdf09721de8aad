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

/// `diptych pull`: a model from the Hugging Face hub into the cache, for the other commands to use by name.
@Command(
        name = "pull",
        description = {
            "Download a model from the Hugging Face hub into the cache that Python's libraries use too.",
            "Other commands then take its name where they take a model's directory. Prints where its files lie."
                    + " Only what a model needs is downloaded, and safetensors rather than pickles; an interrupted"
                    + " download goes on when the command is run again."
        },
        footer = {
            "",
            "HF_ENDPOINT is the address of a mirror; HF_TOKEN, or the file that 'hf auth login' writes, a token for"
                    + " gated models; HF_HOME or HF_HUB_CACHE the cache, by default ~/.cache/huggingface/hub;"
                    + " HF_HUB_OFFLINE=1 forbids downloads. HTTPS_PROXY, http://[NAME:PASSWORD@]HOST:PORT, is the proxy"
                    + " to go through, and NO_PROXY the hosts to ask without it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PullCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "NAME[@REVISION]",
            description = "The model, say openai/clip-vit-base-patch32; a branch, tag or commit other than main.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    /// The document of `--json`.
    record Document(String name, String revision, String commit, String directory, List<PulledModel.File> files) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        HubName name = HubName.parse(model)
                .orElseThrow(() -> new InvalidInputException(
                        model + ": not the name of a model; write OWNER/NAME or OWNER/NAME@REVISION"));
        try (ProgressLine progress = ProgressLine.onStandardError();
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
