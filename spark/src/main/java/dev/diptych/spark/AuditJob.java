package dev.diptych.spark;

import dev.diptych.Versions;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.Pairs;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.image.quality.QualityThresholds;
import dev.diptych.model.checkpoint.PretrainedCheckpoint;
import dev.diptych.spark.internal.vectors.VectorTable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Audits a table of pairs, with the findings of [Audit] in one process. Images and vectors are
/// on the executors; the driver has names, captions, and some numbers for each image and pair.
///
/// The vectors are written into the output first (`vectors`, and `other_vectors` of the other
/// data set). A job that is started again uses them.
///
/// @param against path of another data set with the same columns; null for none
record AuditJob(
        String model,
        String input,
        String output,
        String format,
        PairColumns columns,
        @Nullable String against,
        AuditOptions options) {

    static final Set<String> OPTIONS = Set.of(
            "model",
            "input",
            "output",
            "format",
            "images",
            "texts",
            "id",
            "name",
            "against",
            "folds",
            "threshold",
            "drop",
            "quality",
            "seed");

    private static final Logger LOG = LoggerFactory.getLogger(AuditJob.class);
    private static final String VECTORS = "vectors";
    private static final String OTHERS = "other_vectors";
    private static final int MOST_FOLDS = 100;

    static AuditJob of(JobArguments arguments) {
        return new AuditJob(
                arguments.required("model"),
                arguments.required("input"),
                arguments.required("output"),
                arguments.optional("format", "parquet"),
                new PairColumns(
                        arguments.required("images"),
                        arguments.required("texts"),
                        arguments.required("id"),
                        arguments.optional("name")),
                arguments.optional("against"),
                new AuditOptions(
                        arguments.integer("folds", 0, 0, MOST_FOLDS),
                        arguments.fraction("threshold", AuditOptions.defaults().threshold()),
                        dropped(arguments.optional("drop")),
                        arguments.integer("seed", 0, 0, Integer.MAX_VALUE),
                        QualityThresholds.parse("--quality", words(arguments.optional("quality")))));
    }

    private static List<String> words(@Nullable String list) {
        return list == null ? List.of() : List.of(list.split(","));
    }

    private static Set<FindingKind> dropped(@Nullable String list) {
        Set<FindingKind> kinds = EnumSet.noneOf(FindingKind.class);
        for (String name : words(list)) {
            kinds.add(Arrays.stream(FindingKind.values())
                    .filter(kind -> kind.word().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException("--drop: unknown finding %s; expected some of %s"
                            .formatted(
                                    name,
                                    Arrays.stream(FindingKind.values())
                                            .map(FindingKind::word)
                                            .collect(Collectors.joining(", "))))));
        }
        return kinds;
    }

    Audit run(SparkSession session) {
        PretrainedCheckpoint.open(ExecutorModel.locate(model)).embeddingWidth(); // checks the model before any work
        AuditOutput.requireNew(session, output);
        PairTable table = PairTable.read(input, session.read().format(format).load(input), columns);
        PairTable other = against == null
                ? null
                : PairTable.read(against, session.read().format(format).load(against), columns);
        new JobSettings(model, settings(table.pairs(), other == null ? null : other.pairs()))
                .requireSame(session, output);
        Dataset<Row> vectors = vectors(session, table, VECTORS, true);
        Dataset<Row> otherVectors = other == null ? null : vectors(session, other, OTHERS, false);
        Audit audit = Audit.of(
                new SparkAuditedData(model, table.pairs(), vectors, other == null ? null : other.pairs(), otherVectors),
                options,
                ProgressListener.nobody());
        new AuditOutput(table, audit).write(session, output);
        LOG.info(
                "{}: {} pairs of {} images are audited, an estimated {} % are mismatched",
                output,
                audit.pairs().size(),
                table.pairs().images().size(),
                String.format(Locale.ROOT, "%.1f", 100 * audit.wrongShare()));
        return audit;
    }

    // What the vectors in the output depend on. Rows with the same ids, names and captions are
    // the same data.
    private String settings(Pairs pairs, @Nullable Pairs others) {
        return "images %s\ntexts %s\ndata %s\nagainst %s\nversion %s\n"
                .formatted(
                        columns.images(),
                        columns.texts(),
                        pairs.digest(),
                        others == null ? "-" : others.digest(),
                        Versions.diptych());
    }

    private Dataset<Row> vectors(SparkSession session, PairTable table, String name, boolean texts) {
        Path folder = new Path(output, name);
        if (!AuditOutput.exists(session, new Path(folder, "_SUCCESS"))) {
            Dataset<Row> numbered = table.numbered();
            StructType schema = numbered.schema();
            PairVectors encoder = new PairVectors(
                    model,
                    ImageCell.of(schema, PairTable.PIXELS, DiptychSpark.hadoop(session)),
                    Columns.index(schema, PairTable.IMAGE),
                    Columns.index(schema, PairTable.TEXT),
                    Columns.index(schema, PairTable.FIRST),
                    Columns.index(schema, PairTable.CAPTION),
                    texts);
            numbered.mapPartitions(encoder, Encoders.row(PairVectors.SCHEMA))
                    .repartition(functions.col("image"))
                    .sortWithinPartitions("image", "text")
                    .mapPartitions(new ImagesOfPairs(), Encoders.row(VectorTable.SCHEMA))
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.toString());
        }
        return session.read().schema(VectorTable.SCHEMA).parquet(folder.toString());
    }
}
