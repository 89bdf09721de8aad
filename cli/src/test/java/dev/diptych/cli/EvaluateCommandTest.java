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
import dev.diptych.testing.SelfContained;
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
        var trained = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString());
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
        return CommandInProcess.diptych(arguments.toArray(String[]::new));
    }

    private static JsonNode metrics(Path evaluated, String... more) throws Exception {
        var result = evaluate(evaluated, more);
        assertEquals(0, result.status(), result.err());
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void everySuiteGivesItsFigures() throws Exception {
        JsonNode metrics = metrics(model, "--suite", ALL);
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
            assertTrue(metrics.at(name).isNumber(), name + " in " + metrics);
        }
        assertEquals("a photo of a {c}.", metrics.at("/zero_shot/prompts/0").stringValue());
        assertEquals(10, metrics.at("/judgements/disagreements").size());
        assertTrue(metrics.at("/linear_probe/top1").doubleValue() > 0);
        ImageTextModel calibrated = ModelDirectory.load(model);
        assertNotNull(calibrated.calibration());
        double probability = calibrated.calibration().probability(0.5);
        assertTrue(probability > 0 && probability < 1);
        assertNotNull(calibrated.calibration().withMatching());
        assertEquals(metrics, metrics(model, "--suite", ALL)); // equal seeds, equal metrics
    }

    @Test
    void chanceLevelsAndGradedRelevanceAreInTheDocument() throws Exception {
        Pairs pairs = CaptionsFolder.read(data);
        String first = pairs.image(0).name();
        String second = pairs.image(1).name();
        Path qrels = Files.writeString(
                folder.resolve("some.qrels"),
                "%s#0 0 %s 2\n%s#0 0 %s 1\n%s 0 %s#1 1\n".formatted(first, first, first, second, second, second));
        Path out = folder.resolve("relevance");
        JsonNode metrics = metrics(
                model,
                "--suite",
                "retrieval",
                "--rerank",
                "0",
                "--relevance",
                qrels.toString(),
                "--cutoff",
                "5",
                "--out",
                out.toString());
        assertEquals(120, metrics.at("/retrieval/text_to_image/candidates").intValue());
        assertEquals(
                pairs.captions().size(),
                metrics.at("/retrieval/text_to_image/queries").intValue());
        double chance = metrics.at("/retrieval/text_to_image/r5_chance").doubleValue();
        assertTrue(chance >= 500.0 / 120 - 1e-9 && chance < 2 * 500.0 / 120, chance + "");
        assertEquals(1, metrics.at("/relevance/text_to_image/queries").intValue());
        assertEquals(1, metrics.at("/relevance/image_to_text/queries").intValue());
        for (String name : List.of(
                "/relevance/text_to_image/ndcg5",
                "/relevance/text_to_image/r10",
                "/relevance/image_to_text/map_chance",
                "/retrieval/image_to_text/r_precision_low",
                "/retrieval/text_to_image/map5",
                "/retrieval/text_to_image/mrr_chance")) {
            assertTrue(metrics.at(name).isNumber(), name + " in " + metrics);
        }
        assertTrue(Files.size(out.resolve("query-results.json.gz")) > 100);
        String report = Files.readString(out.resolve("report.html"));
        SelfContained.check(report);
        assertTrue(report.contains("nDCG@5, text to image") && report.contains("<small>chance "), "report");
        refused("--relevance requires --suite retrieval", "--relevance", qrels.toString(), "--suite", "zero-shot");
        Path wrong = Files.writeString(folder.resolve("wrong.qrels"), "nothing 0 here 1\n");
        refused("wrong.qrels:1", "--data", data.toString(), "--suite", "retrieval", "--relevance", wrong.toString());
    }

    @Test
    void byDefaultItMeasuresWhatTheDataGivesAndWritesNothing() throws Exception {
        Path copy = folder.resolve("copy");
        ModelDirectory.save(copy, constant());
        JsonNode metrics = metrics(copy);
        assertTrue(metrics.has("retrieval") && metrics.has("zero_shot") && metrics.has("judgements"));
        assertTrue(!metrics.has("linear_probe") && !metrics.has("calibration"));
        assertTrue(Files.notExists(copy.resolve("calibration.json")));
    }

    @Test
    void aConstantModelGetsChanceOrLessEverywhere() throws Exception {
        Path constant = folder.resolve("constant");
        ModelDirectory.save(constant, constant());
        JsonNode metrics = metrics(constant, "--suite", ALL);
        double[] chance = {100.0 / 120, 500.0 / 120, 1000.0 / 120};
        for (int k = 0; k < 3; k++) {
            String r = "/r" + new int[] {1, 5, 10}[k];
            assertTrue(metrics.at("/retrieval/text_to_image" + r).doubleValue() <= chance[k], r);
            assertTrue(metrics.at("/retrieval/image_to_text" + r).doubleValue() <= chance[k], r);
        }
        assertTrue(metrics.at("/retrieval/text_to_image/median_rank").doubleValue() >= 60);
        atMost(metrics, "/compositional/overall", 50);
        atMost(metrics, "/matching/accuracy", 50);
        atMost(metrics, "/matching/auc", 0.5);
        atMost(metrics, "/consistency/neighbour_agreement", 1000.0 / 119);
        atMost(metrics, "/consistency/paraphrase_stability", 1000.0 / 120);
        atMost(metrics, "/consistency/flip_stability", 1000.0 / 240);
        atMost(metrics, "/zero_shot/top1", 100.0 / 3);
        atMost(metrics, "/zero_shot/mean_per_class_recall", 100.0 / 3);
        atMost(metrics, "/linear_probe/top1", 100.0 / 3);
        atMost(metrics, "/linear_probe/mean_per_class_recall", 100.0 / 3);
        atMost(metrics, "/judgements/spearman", 0.1);
        atMost(metrics, "/judgements/kendall_tau_b", 0.1);
        assertTrue(metrics.at("/calibration/brier").doubleValue() >= 0.2499);
        assertTrue(metrics.at("/calibration/threshold").isNull());
    }

    private static void atMost(JsonNode metrics, String name, double most) {
        double value = metrics.at(name).doubleValue();
        assertTrue(metrics.at(name).isNumber() && value <= most, name + " is " + metrics.at(name));
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
        metrics(model, "--suite", "retrieval,judgements", "--out", out.toString());
        String first = Files.readString(out.resolve("report.html"));
        assertTrue(first.contains("Worst retrievals")
                && first.contains("Largest disagreements between human ratings and model"));
        assertTrue(first.contains("--out &#39;" + out + "&#39;</pre>"), "the exact call");
        assertTrue(!first.contains("Compared with:"));
        SelfContained.check(first);
        JsonNode metrics = metrics(model, "--suite", "retrieval,zero-shot", "--seed", "1", "--out", out.toString());
        String second = Files.readString(out.resolve("report.html"));
        assertTrue(second.contains("Compared with: <b>" + out.resolve("evaluation.json"))
                && second.contains("verdict same"));
        SelfContained.check(second);
        JsonNode written = JsonMapper.shared().readTree(Files.readString(out.resolve("evaluation.json")));
        assertEquals(metrics.at("/zero_shot"), written.at("/zero_shot"));
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
        metrics(
                model,
                "--suite",
                "retrieval",
                "--out",
                elsewhere.toString(),
                "--compare",
                folder.resolve("run").toString());
        assertTrue(Files.readString(elsewhere.resolve("report.html"))
                .contains("Compared with: <b>" + folder.resolve("run/metrics.json")));
    }

    @Test
    void wrongCallsAreOneLineEach() throws IOException, InterruptedException {
        refused("unknown --suite recall", "--data", data.toString(), "--suite", "recall");
        refused("requires data that a run does not hold out", "--suite", "zero-shot");
        Path images = data.resolve("images");
        refused("has no known format", "--data", folder.resolve("model").toString(), "--suite", "retrieval");
        refused("judgements.csv is missing", "--data", folder.toString(), "--suite", "judgements");
        refused("is not a folder", "--data", images.resolve("nowhere").toString(), "--suite", "zero-shot");
        refused(
                "--precision must be at least 50",
                "--data",
                data.toString(),
                "--suite",
                "calibration",
                "--precision",
                "100");
        refused("--templates requires", "--data", data.toString(), "--suite", "retrieval", "--templates", "x.txt");
        refused("x.txt cannot be read", "--data", data.toString(), "--suite", "zero-shot", "--templates", "x.txt");
        refused("--compare requires", "--data", data.toString(), "--compare", folder.toString());
        refused("contains another report", "--out", folder.resolve("run").toString());
        Path file = Files.writeString(folder.resolve("file"), "");
        refused(
                "the directory cannot be created",
                "--out",
                file.resolve("below").toString());
        refused(
                "contains neither evaluation.json nor metrics.json",
                "--out",
                folder.resolve("none").toString(),
                "--compare",
                data.toString());
        refused("--probe-training requires", "--data", data.toString(), "--probe-training", data.toString());
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
        refused("so correlations are undefined", "--data", at, "--suite", "judgements");
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
        Files.writeString(captions, "image,words\na.png,a circle\n");
        refused("captions.csv:1: cannot detect the column of the caption", "--data", at, "--suite", "retrieval");
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
        var result = CommandInProcess.diptych(arguments.toArray(String[]::new));
        assertEquals(2, result.status(), result.err());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains(part), result.err());
    }
}
