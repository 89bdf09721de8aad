package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.torch.NativeLibraries;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.BaselineRun;
import dev.diptych.train.RunContext;
import dev.diptych.train.RunReport;
import dev.diptych.train.SharedInputs;
import dev.diptych.train.SuppliedInputs;
import dev.diptych.train.Trainer;
import dev.diptych.train.TrainingListener;
import dev.diptych.train.TrainingResult;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A training run, by a recipe and, where wanted, with data and an objective from code.
///
/// ```java
/// TrainingResult result = Training.of(Recipe.named("consistency"))
///         .data(pairs).validation(heldOut).objective(new MyLoss())
///         .run(Path.of("runs/custom"));
/// ```
///
/// The run directory has the contents that `diptych train` writes: recipe, log, checkpoints, the best model and the
/// report. A run that was cancelled or ended with its process is continued by [#resume], to the same weights, bit for
/// bit.
///
/// A builder is for one thread, which may be a virtual one: the run has a platform thread of its own, on which the
/// objective and the listener are called. Running applies the settings of [NativeLibraries].
public final class Training {

    private final Recipe recipe;
    private SuppliedInputs inputs = SuppliedInputs.NONE;
    private TrainingListener listener = TrainingListener.NONE;
    private CancellationToken cancellation = new CancellationToken();
    private ProgressLine progress = new LoggedProgress();
    private @Nullable String command;
    private @Nullable Path compared;

    private Training(Recipe recipe) {
        this.recipe = recipe;
    }

    /// A run with this recipe. To resume one, [Recipe#ofRun] is the recipe that its directory records.
    public static Training of(Recipe recipe) {
        return new Training(recipe);
    }

    /// Trains on these pairs in place of the data that the recipe names. Without [#validation], the recipe's
    /// `data.validation_fraction` of their images is set aside for validation.
    public Training data(Pairs pairs) {
        inputs = new SuppliedInputs(pairs, inputs.validation(), inputs.objective());
        return this;
    }

    /// Validates on these pairs in place of the data that the recipe names.
    public Training validation(Pairs pairs) {
        inputs = new SuppliedInputs(inputs.training(), pairs, inputs.objective());
        return this;
    }

    /// Minimises this objective in place of the losses that the recipe weights. Its parameters are
    /// trained and saved in checkpoints. Token states and teachers are among its features where the
    /// recipe's own losses need them.
    public Training objective(Objective objective) {
        inputs = new SuppliedInputs(inputs.training(), inputs.validation(), objective);
        return this;
    }

    /// Informs this listener of steps and validations.
    public Training listener(TrainingListener each) {
        listener = each;
        return this;
    }

    /// Ends the run, with a checkpoint, when this token is cancelled.
    public Training cancellation(CancellationToken token) {
        cancellation = token;
        return this;
    }

    /// Shows progress here; by default its messages are logged.
    public Training progress(ProgressLine line) {
        progress = line;
        return this;
    }

    /// The command that the report names as the run's origin; by default the call of this class.
    public Training command(String text) {
        command = text;
        return this;
    }

    /// Compares the run in its report with this finished run; by default with the newest run in the same folder.
    public Training compareWith(Path run) {
        compared = run;
        return this;
    }

    /// Trains in a new directory.
    ///
    /// @throws InvalidInputException if the directory is not empty, or recipe, data or models are not valid
    /// @throws CancellationException if the run was cancelled; a checkpoint is saved then
    /// @throws dev.diptych.train.TrainingFailedException if the loss is not a number
    public TrainingResult run(Path directory) {
        return onOwnThread(directory, false);
    }

    /// Continues the run of a directory from its last checkpoint.
    ///
    /// @throws InvalidInputException if the directory holds no run, or the recipe, the data or the class of
    ///     the objective are not those that it began with
    /// @throws CancellationException if the run was cancelled again
    /// @throws dev.diptych.train.TrainingFailedException if the loss is not a number
    public TrainingResult resume(Path directory) {
        return onOwnThread(directory, true);
    }

    private TrainingResult onOwnThread(Path directory, boolean resumed) {
        NativeLibraries.prepare();
        ModelThread thread = new ModelThread("diptych-training");
        try {
            return thread.call(() -> train(directory, resumed));
        } finally {
            thread.close();
        }
    }

    private TrainingResult train(Path path, boolean resumed) {
        try (RunDirectory directory = resumed ? RunDirectory.open(path) : RunDirectory.create(path);
                var _ = TensorScope.open()) {
            if (resumed && !Recipe.ofRun(path).equals(recipe)) {
                throw new InvalidInputException(
                        path + ": the run began with another recipe; resume it with Recipe.ofRun");
            }
            if (resumed) {
                progress.say("resuming " + path);
            }
            try (Trainer trainer = trainer(directory, resumed)) {
                if (!resumed) { // after everything was checked
                    progress.say("run directory " + path);
                }
                TrainingResult result = trainer.run()
                        .orElseThrow(() -> new CancellationException(
                                path + ": the run was cancelled; Training.resume continues it from its checkpoint"));
                RunReport.write(
                        directory,
                        result,
                        command == null ? "Training." + (resumed ? "resume" : "run") + "(" + path + ")" : command,
                        Versions.all(),
                        compared == null
                                ? BaselineRun.latestNextTo(path, result.recipe(), result.queries())
                                : BaselineRun.of(compared, result.recipe(), result.queries()));
                return result;
            }
        }
    }

    private Trainer trainer(RunDirectory directory, boolean resumed) {
        RunContext context =
                new RunContext(progress, cancellation::isCancelled, SharedInputs.ofOneRun(), inputs, listener);
        return resumed ? Trainer.resume(recipe, directory, context) : Trainer.start(recipe, directory, context);
    }
}
