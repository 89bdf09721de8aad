package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EvaluateCommandTest {

    private static final String TINY = """
            data: {scenes: {train: 64, validation: 8, test: 8, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
              fusion: {enabled: true, heads: 2}
            objective: {matching_weight: 0.5}
            train: {epochs: 1, batch: 16}
            """;

    private static final String ALL =
            "retrieval,consistency,matching,compositional,zero-shot,linear-probe,judgements,calibration";

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;

    @BeforeAll
    static void makeModelAndData() throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        Path run = folder.resolve("run");
        var trained = CommandProcess.diptych("train", recipe.toString(), "--out", run.toString());
        assertEquals(0, trained.status(), trained.err());
        // Away from its run, whose settings it would take.
        model = folder.resolve("model");
        ModelDirectory.save(model, ModelDirectory.load(run.resolve("model")));
        data = folder.resolve("data");
        SceneOptions options = SceneOptions.defaults(5);
        Pairs pairs = Scenes.generate(new SceneOptions(5, 120, 1, 1, 16, options.captions(), 0))
                .training()
                .pairs();
        CaptionsFolder.write(pairs, data);
        List<String> classes = new ArrayList<>(List.of("image,class"));
        List<String> judgements = new ArrayList<>(List.of("image,caption,first,second"));
        for (int i = 0; i < pairs.images().size(); i++) {
            String name = CaptionsFolder.read(data).image(i).name();
            classes.add(name + "," + List.of("circle", "square", "red thing").get(i % 3));
            judgements.add(name + ",a red circle," + i % 4 + "," + i % 5);
        }
        Files.write(data.resolve("classes.csv"), classes);
        Files.write(data.resolve("judgements.csv"), judgements);
    }

    private static CommandProcess.Result evaluate(Path evaluated, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", evaluated.toString(), "--data", data.toString(), "--json"));
        arguments.addAll(Arrays.asList(more));
        return CommandProcess.diptych(arguments.toArray(String[]::new));
    }

    private static JsonNode figures(Path evaluated, String... more) throws Exception {
        var result = evaluate(evaluated, more);
        assertEquals(0, result.status(), result.err());
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void everySuiteGivesItsFigures() throws Exception {
        JsonNode figures = figures(model, "--suite", ALL);
        for (String name : List.of(
                "/retrieval/text_to_image/r1_low",
                "/retrieval/image_to_text/median_rank_high",
                "/consistency/alignment",
                "/consistency/neighbour_agreement",
                "/consistency/paraphrase_stability",
                "/consistency/flip_stability",
                "/matching/auc",
                "/compositional/overall_high",
                "/zero_shot/top1",
                "/zero_shot/top5_low",
                "/linear_probe/mean_per_class_recall",
                "/linear_probe/l2",
                "/judgements/spearman_low",
                "/judgements/pooled/kendall_tau_c",
                "/judgements/scores/second/kendall_tau_b",
                "/calibration/ece",
                "/calibration/cosine_and_matching/isotonic_brier")) {
            assertTrue(figures.at(name).isNumber(), name + " in " + figures);
        }
        assertEquals(10, figures.at("/judgements/disagreements").size());
        assertTrue(figures.at("/linear_probe/top1").doubleValue() > 0);
        ImageTextModel calibrated = ModelDirectory.load(model);
        assertNotNull(calibrated.calibration());
        double probability = calibrated.calibration().probability(0.5);
        assertTrue(probability > 0 && probability < 1);
        assertNotNull(calibrated.calibration().withMatching());
        assertEquals(figures, figures(model, "--suite", ALL)); // equal seeds, equal figures
    }

    @Test
    void byDefaultItMeasuresWhatTheDataGivesAndWritesNothing() throws Exception {
        Path copy = folder.resolve("copy");
        ModelDirectory.save(copy, constant());
        JsonNode figures = figures(copy);
        assertTrue(figures.has("retrieval") && figures.has("zero_shot") && figures.has("judgements"));
        assertTrue(!figures.has("linear_probe") && !figures.has("calibration"));
        assertTrue(Files.notExists(copy.resolve("calibration.json")));
    }

    @Test
    void aConstantModelGetsChanceOrLessEverywhere() throws Exception {
        Path constant = folder.resolve("constant");
        ModelDirectory.save(constant, constant());
        JsonNode figures = figures(constant, "--suite", ALL);
        double[] chance = {100.0 / 120, 500.0 / 120, 1000.0 / 120};
        for (int k = 0; k < 3; k++) {
            String r = "/r" + new int[] {1, 5, 10}[k];
            assertTrue(figures.at("/retrieval/text_to_image" + r).doubleValue() <= chance[k], r);
            assertTrue(figures.at("/retrieval/image_to_text" + r).doubleValue() <= chance[k], r);
        }
        assertTrue(figures.at("/retrieval/text_to_image/median_rank").doubleValue() >= 60);
        atMost(figures, "/compositional/overall", 50);
        atMost(figures, "/matching/accuracy", 50);
        atMost(figures, "/matching/auc", 0.5);
        atMost(figures, "/consistency/neighbour_agreement", 1000.0 / 119);
        atMost(figures, "/consistency/paraphrase_stability", 1000.0 / 120);
        atMost(figures, "/consistency/flip_stability", 1000.0 / 240);
        atMost(figures, "/zero_shot/top1", 100.0 / 3);
        atMost(figures, "/zero_shot/mean_per_class_recall", 100.0 / 3);
        atMost(figures, "/linear_probe/top1", 100.0 / 3);
        atMost(figures, "/linear_probe/mean_per_class_recall", 100.0 / 3);
        atMost(figures, "/judgements/spearman", 0.1);
        atMost(figures, "/judgements/kendall_tau_b", 0.1);
        assertTrue(figures.at("/calibration/brier").doubleValue() >= 0.2499);
        assertTrue(figures.at("/calibration/threshold").isNull());
    }

    private static void atMost(JsonNode figures, String name, double most) {
        double value = figures.at(name).doubleValue();
        assertTrue(figures.at(name).isNumber() && value <= most, name + " is " + figures.at(name));
    }

    /// The model with both pooled vectors and the matching head's output the same whatever comes in.
    private static ImageTextModel constant() {
        ImageTextModel changed = ModelDirectory.load(model);
        try (var _ = TensorScope.open()) {
            changed.encoder().parameters().forEach((name, parameter) -> {
                if (name.endsWith("post_layernorm.weight") || name.endsWith("pooler.dense.weight")) {
                    Operators.copyInPlace(parameter, Tensors.zeros(Tensors.shape(parameter)));
                } else if (name.endsWith("post_layernorm.bias") || name.endsWith("pooler.dense.bias")) {
                    Operators.copyInPlace(parameter, Tensors.ones(Tensors.shape(parameter)));
                }
            });
            var fusion = changed.fusion();
            assertNotNull(fusion);
            fusion.parameters().forEach((name, parameter) -> {
                if (name.startsWith("matching.output")) {
                    Operators.copyInPlace(parameter, Tensors.zeros(Tensors.shape(parameter)));
                }
            });
        }
        return new ImageTextModel(
                changed.encoder(),
                changed.fusion(),
                changed.sigmoid(),
                changed.processor(),
                changed.tokenizer(),
                changed.longestText());
    }

    @Test
    void aReportShowsTheEvaluationBefore() throws Exception {
        Path out = folder.resolve("report/of it");
        figures(model, "--suite", "retrieval,judgements", "--out", out.toString());
        String first = Files.readString(out.resolve("report.html"));
        assertTrue(first.contains("Found worst") && first.contains("People and model differ most"));
        assertTrue(first.contains("--out &#39;" + out + "&#39;</pre>"), "the exact call");
        assertTrue(!first.contains("Before:"));
        JsonNode figures = figures(model, "--suite", "retrieval,zero-shot", "--seed", "1", "--out", out.toString());
        String second = Files.readString(out.resolve("report.html"));
        assertTrue(second.contains("Before: <b>" + out.resolve("evaluation.json")) && second.contains("verdict same"));
        JsonNode written = JsonMapper.shared().readTree(Files.readString(out.resolve("evaluation.json")));
        assertEquals(figures.at("/zero_shot"), written.at("/zero_shot"));
        assertEquals("1", written.at("/evaluation/seed").asString());
        assertEquals(
                64, written.at("/evaluation/data_digests/classes").asString().length());
        try (var files = Files.list(out)) {
            assertEquals(
                    2,
                    files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                            .count());
        }
        Path elsewhere = folder.resolve("elsewhere");
        figures(
                model,
                "--suite",
                "retrieval",
                "--out",
                elsewhere.toString(),
                "--compare",
                folder.resolve("run").toString());
        assertTrue(Files.readString(elsewhere.resolve("report.html"))
                .contains("Before: <b>" + folder.resolve("run/metrics.json")));
    }

    @Test
    void wrongCallsAreOneLineEach() throws IOException, InterruptedException {
        refused("--suite recall is unknown", "--data", data.toString(), "--suite", "recall");
        refused("needs data that a run does not hold out", "--suite", "zero-shot");
        Path images = data.resolve("images");
        refused("has no known format", "--data", folder.resolve("model").toString(), "--suite", "retrieval");
        refused("judgements.csv is missing", "--data", folder.toString(), "--suite", "judgements");
        refused("is not a folder", "--data", images.resolve("nowhere").toString(), "--suite", "zero-shot");
        refused("--precision 100", "--data", data.toString(), "--suite", "calibration", "--precision", "100");
        refused("--templates is for", "--data", data.toString(), "--suite", "retrieval", "--templates", "x.txt");
        refused("x.txt cannot be read", "--data", data.toString(), "--suite", "zero-shot", "--templates", "x.txt");
        refused("--compare is for", "--data", data.toString(), "--compare", folder.toString());
        refused("holds another report", "--out", folder.resolve("run").toString());
        Path file = Files.writeString(folder.resolve("file"), "");
        refused("the directory cannot be made", "--out", file.resolve("below").toString());
        refused(
                "holds neither evaluation.json nor metrics.json",
                "--out",
                folder.resolve("none").toString(),
                "--compare",
                data.toString());
        refused("--probe-training is for", "--data", data.toString(), "--probe-training", data.toString());
    }

    @Test
    void dataThatCannotGiveAFigureIsRefusedInALineThatSaysWhatIsMissing() throws Exception {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Path image = Files.copy(firstImage(), bad.resolve("a.png"));
        Files.copy(image, bad.resolve("b.png"));
        String at = bad.toString();
        Path judgements = bad.resolve("judgements.csv");
        Files.writeString(judgements, "image,caption,score\na.png,a circle,1\nnowhere.png,a square,2\n");
        refused("judgements.csv:3: image \"nowhere.png\" does not exist", "--data", at, "--suite", "judgements");
        Files.writeString(judgements, "image,caption,score\na.png,a circle,2\nb.png,a square,2\n");
        refused("so there is no order to agree with", "--data", at, "--suite", "judgements");
        Files.writeString(judgements, "image,caption\na.png,a circle\nb.png,a square\n");
        refused("there is no column of scores", "--data", at, "--suite", "judgements");
        Files.delete(judgements);
        Path classes = bad.resolve("classes.csv");
        Files.writeString(classes, "image,label\na.png,circle\n");
        refused("classes.csv:1: there is no column \"class\"", "--data", at, "--suite", "zero-shot");
        Files.writeString(classes, "image,class\na.png,circle\nb.png,circle\n");
        refused("has one class, \"circle\"", "--data", at, "--suite", "linear-probe");
        Files.delete(classes);
        Files.copy(image, Files.createDirectory(bad.resolve("circle")).resolve("a.png"));
        Files.createDirectory(bad.resolve("square"));
        refused("square has no image", "--data", at, "--suite", "zero-shot");
        Path captions = bad.resolve("captions.csv");
        Files.writeString(captions, "image,text\na.png,a circle\n");
        refused("captions.csv:1: there is no column \"caption\"", "--data", at, "--suite", "retrieval");
        Files.writeString(captions, "image,caption\na.png,a circle\n");
        refused("swapped.csv (image,caption,negative,kind)", "--data", at, "--suite", "compositional");
        refused("judgements.csv is missing", "--data", at, "--suite", "judgements");
    }

    private static Path firstImage() {
        return data.resolve(CaptionsFolder.read(data).image(0).name());
    }

    private static void refused(String part, String... more) throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", run.resolve("model").toString()));
        arguments.addAll(Arrays.asList(more));
        var result = CommandProcess.diptych(arguments.toArray(String[]::new));
        assertEquals(2, result.status(), result.err());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains(part), result.err());
    }
}
