package dev.diptych.train;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.evaluate.Evaluation;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An evaluation of a random model in a Java process of its own, which prints its peak resident memory.
final class EvaluationProcess {

    private static final long MINUTES = 20;

    private EvaluationProcess() {}

    /// Evaluates the model of a recipe on the recipe's validation scenes in a process of its own.
    ///
    /// @param heap the process's largest heap, as -Xmx names it
    /// @param rerank how many of the best the matching head re-ranks; 0 also leaves out all that reads token
    ///     states
    /// @param captions of each image; 0 for those of the scenes
    /// @param recipe lines of YAML
    /// @return kilobytes, the largest resident memory that the process has had
    static long peakKilobytes(Path folder, String heap, int batch, int rerank, int captions, String recipe)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("recipe.yaml"), recipe);
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path")));
        String blas = System.getProperty("org.bytedeco.openblas.load");
        if (blas != null) {
            command.add(1, "-Dorg.bytedeco.openblas.load=" + blas);
        }
        command.addAll(List.of(
                EvaluationProcess.class.getName(),
                file.toString(),
                Integer.toString(batch),
                Integer.toString(rerank),
                Integer.toString(captions)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the evaluation did not end within " + MINUTES + " minutes");
        }
        String printed = Files.readString(output);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(printed);
        }
        return Arrays.stream(printed.split("\n"))
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(printed));
    }

    // The captions of each scene in turn, told apart by a number.
    private static Pairs withCaptions(Pairs scenes, int count) {
        List<Caption> captions = new ArrayList<>();
        for (int image = 0; image < scenes.images().size(); image++) {
            int[] own = scenes.captionsOf(image);
            for (int i = 0; i < count; i++) {
                captions.add(new Caption(image, scenes.text(own[i % own.length]) + " (" + i + ")"));
            }
        }
        return new Pairs(scenes.images(), captions, List.of());
    }

    /// @param arguments the recipe, the batch, how many of the best are re-ranked, and the captions of each image
    public static void main(String... arguments) throws IOException {
        Recipe recipe = RecipeReader.read(Path.of(arguments[0]), List.of());
        int rerank = Integer.parseInt(arguments[2]);
        TrainingData data = TrainingData.of(recipe);
        ImageTextModel model = StartingModel.of(recipe, data.training());
        Embedder embedder =
                new Embedder(model, Integer.parseInt(arguments[1]), LoaderSettings.defaults(), Precision.FP32);
        EnumSet<Evaluation.Suite> suites = EnumSet.of(Evaluation.Suite.RETRIEVAL, Evaluation.Suite.CONSISTENCY);
        if (rerank > 0) {
            suites.add(Evaluation.Suite.MATCHING);
        }
        int captions = Integer.parseInt(arguments[3]);
        Pairs pairs = captions == 0 ? data.validation() : withCaptions(data.validation(), captions);
        long begun = System.nanoTime();
        try (var _ = TensorScope.open()) {
            System.out.println(Evaluation.of(embedder, pairs, suites, rerank).values());
        }
        System.out.println("seconds: " + (System.nanoTime() - begun) / 1e9);
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                System.out.println(line);
            }
        }
    }
}
