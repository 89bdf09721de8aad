package dev.diptych.serve.internal.review;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.ImageItem;
import dev.diptych.data.ImageSource;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import dev.diptych.serve.internal.http.Fields;
import dev.diptych.serve.internal.http.Json;
import dev.diptych.serve.internal.http.Reply;
import dev.diptych.serve.internal.http.Route;
import dev.diptych.serve.internal.http.Route.Access;
import dev.diptych.serve.internal.picture.Pictures;
import dev.diptych.serve.internal.review.Decision.Action;
import dev.diptych.serve.internal.review.Review.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The endpoints of the review: its summary, pairs, pictures, decisions and downloads.
public final class ReviewEndpoints implements AutoCloseable {

    private static final List<String> DECISION_FIELDS = List.of("row", "action", "caption", "version");
    private static final int MOST_ITEMS = 500;
    private static final long WAIT_MILLISECONDS = 1000;
    private static final int WAITS_BETWEEN_COMMENTS = 10;

    private final Review review;
    private final Map<String, ImageSource> images;
    private final Pictures pictures;
    private final List<AuditRow> order;

    private ReviewEndpoints(Review review, Map<String, ImageSource> images, Pictures pictures) {
        this.review = review;
        this.images = images;
        this.pictures = pictures;
        this.order = review.rows().stream()
                .sorted(Comparator.comparingInt((AuditRow pair) -> pair.rank() == null ? 0 : pair.rank())
                        .thenComparingInt(AuditRow::row))
                .toList();
    }

    /// Opens the result of `diptych audit`.
    ///
    /// @param data the audited data; null for the location that the audit recorded
    /// @throws InvalidInputException if the directory contains no audit, or the data cannot be read
    public static ReviewEndpoints open(Path directory, @Nullable String data, Pictures pictures) {
        Map<String, ImageSource> images = new HashMap<>();
        String location = data == null ? recordedData(directory) : data;
        for (ImageItem image :
                DataSets.readLeniently(DataLocation.parse(location)).pairs().images()) {
            images.put(image.name(), image.source());
        }
        return new ReviewEndpoints(Review.open(directory), images, pictures);
    }

    private static String recordedData(Path directory) {
        Path file = directory.resolve("audit.json");
        try {
            String data =
                    Json.mapper().readTree(Files.readString(file)).path("data").asString("");
            if (!data.isEmpty()) {
                return data;
            }
        } catch (IOException | JacksonException e) {
            throw new InvalidInputException(
                    file + ": cannot be read; pass the directory that diptych audit wrote with --out", e);
        }
        throw new InvalidInputException(file + ": does not name the audited data; pass it with --data");
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.get("/review", Access.USER, this::summary),
                Route.get("/review/items", Access.USER, this::items),
                Route.get("/review/images/{row}", Access.USER, this::picture),
                Route.post("/review/decisions", Access.USER, DECISION_FIELDS, this::decide),
                Route.get("/review/events", Access.USER, this::events),
                Route.get("/review/clean.csv", Access.USER, this::clean),
                Route.get("/review/decisions.jsonl", Access.USER, this::log));
    }

    record Count(String name, String meaning, int pairs) {}

    record Summary(
            String name,
            int pairs,
            int withFindings,
            List<Count> findings,
            Map<String, Integer> decided,
            long sequence) {}

    private Reply summary(Call call) {
        List<Count> counts = new ArrayList<>();
        for (FindingKind kind : FindingKind.values()) {
            int pairs =
                    (int) review.rows().stream().filter(row -> row.has(kind)).count();
            if (pairs > 0) {
                counts.add(new Count(kind.word(), kind.meaning(), pairs));
            }
        }
        Map<String, Integer> decided = new HashMap<>(Map.of("keep", 0, "correct", 0, "drop", 0));
        for (AuditRow row : review.rows()) {
            Decision decision = review.state(row.row()).decision();
            if (decision != null) {
                decided.merge(decision.action().label(), 1, Integer::sum);
            }
        }
        return Reply.json(new Summary(
                String.valueOf(review.directory().toAbsolutePath().normalize().getFileName()),
                review.rows().size(),
                (int) review.rows().stream()
                        .filter(row -> !row.findings().isEmpty())
                        .count(),
                counts,
                decided,
                review.sequence()));
    }

    record Found(String kind, String detail) {}

    record Item(
            int row,
            @Nullable Integer rank,
            @Nullable Double probability,
            @Nullable Double cosine,
            @Nullable Double calibrated,
            boolean kept,
            List<Found> findings,
            String image,
            String caption,
            @Nullable String better,
            int version,
            @Nullable String decision,
            @Nullable String corrected) {

        static Item of(State state) {
            AuditRow pair = state.pair();
            Decision decision = state.decision();
            return new Item(
                    pair.row(),
                    pair.rank(),
                    pair.probability(),
                    pair.cosine(),
                    pair.calibrated(),
                    pair.kept(),
                    pair.findings().stream()
                            .map(found -> new Found(found.kind().word(), found.detail()))
                            .toList(),
                    pair.image(),
                    pair.caption(),
                    pair.better(),
                    state.version(),
                    decision == null ? null : decision.action().label(),
                    decision == null ? null : decision.caption());
        }
    }

    record Items(int total, int offset, List<Item> items) {}

    private Reply items(Call call) {
        PairFilter filter = PairFilter.of(call);
        int offset = call.query("offset", 0, 0, Integer.MAX_VALUE);
        int limit = call.query("limit", 100, 1, MOST_ITEMS);
        List<State> accepted = order.stream()
                .map(pair -> review.state(pair.row()))
                .filter(filter::accepts)
                .toList();
        return Reply.json(new Items(
                accepted.size(),
                offset,
                accepted.stream().skip(offset).limit(limit).map(Item::of).toList()));
    }

    private Reply picture(Call call) {
        State state = review.state(row(call.parameter("row")));
        ImageSource source = images.get(state.pair().image());
        if (source == null) {
            throw ApiException.refused(
                    404, "the data have no image of row " + state.pair().row(), "not_found");
        }
        return pictures.reply("review/" + state.pair().image(), source, call.deadline());
    }

    private static int row(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiException.refused(404, "a row is a number", "not_found");
        }
    }

    private Reply decide(Call call) {
        Fields fields = call.fields(DECISION_FIELDS);
        fields.require("row");
        fields.require("version");
        int row = fields.integer("row", 0, 1, Integer.MAX_VALUE);
        int version = fields.integer("version", 0, 0, Integer.MAX_VALUE);
        String name = fields.requireText("action");
        Action action = Stream.of(Action.values())
                .filter(each -> each.label().equals(name))
                .findFirst()
                .orElseThrow(() -> fields.wrong("action", "\"keep\", \"correct\", \"drop\" or \"undo\""));
        String caption = fields.text("caption");
        if ((caption != null) != (action == Action.CORRECT)) {
            throw fields.wrong("caption", "given with the action \"correct\", and only then");
        }
        if (caption != null && (caption.isBlank() || caption.length() > Review.LONGEST_CAPTION)) {
            throw fields.wrong("caption", "a text of at most " + Review.LONGEST_CAPTION + " characters, not blank");
        }
        return Reply.json(Item.of(review.decide(row, action, caption, version)));
    }

    private Reply events(Call call) {
        long from = call.query("after", 0, 0, Integer.MAX_VALUE);
        return new Reply.Events(writer -> {
            long seen = from;
            int quiet = 0;
            while (writer.isOpen()) {
                review.awaitMore(seen, WAIT_MILLISECONDS);
                List<Decision> more = review.since(seen);
                for (Decision decision : more) {
                    writer.send("decision", Json.line(Item.of(review.state(decision.row()))));
                }
                seen += more.size();
                quiet = more.isEmpty() ? quiet + 1 : 0;
                if (quiet > 0 && quiet % WAITS_BETWEEN_COMMENTS == 0) {
                    writer.keepAlive();
                }
            }
        });
    }

    private Reply clean(Call call) {
        return CleanTable.reply(review);
    }

    private Reply log(Call call) throws IOException {
        return new Reply.Content(
                Reply.OK,
                "application/jsonl",
                Files.readAllBytes(review.directory().resolve(DecisionLog.FILE)),
                Map.of("Content-Disposition", "attachment; filename=\"" + DecisionLog.FILE + "\""));
    }

    @Override
    public void close() {
        review.close();
    }
}
