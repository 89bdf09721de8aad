package dev.diptych.serve.internal.review;

import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.serve.internal.http.ApiException;
import dev.diptych.serve.internal.http.Call;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which pairs are shown.
///
/// @param finding null for any
/// @param low lowest probability; pairs that were not scored have none and are shown if both bounds
///     are the widest
/// @param words in the caption or the name of the image, in lower case; empty for all
record PairFilter(
        Scope scope, @Nullable FindingKind finding, double low, double high, Progress progress, String words) {

    /// Which pairs at all.
    enum Scope {
        FINDINGS,
        ALL
    }

    /// Decided or not.
    enum Progress {
        ANY,
        OPEN,
        KEEP,
        CORRECT,
        DROP
    }

    /// Reads the query of a request.
    static PairFilter of(Call call) {
        String finding = call.query("finding");
        Scope scope = "all".equals(finding) ? Scope.ALL : Scope.FINDINGS;
        FindingKind kind = finding == null || finding.equals("any") || finding.equals("all")
                ? null
                : Stream.of(FindingKind.values())
                        .filter(each -> each.word().equals(finding))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalid("unknown finding \"" + finding + "\"", "finding"));
        String state = call.query("state");
        Progress progress = state == null
                ? Progress.ANY
                : Stream.of(Progress.values())
                        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(state))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalid("unknown state \"" + state + "\"", "state"));
        String words = call.query("q");
        return new PairFilter(
                scope,
                kind,
                call.query("low", 0.0, 0, 1),
                call.query("high", 1.0, 0, 1),
                progress,
                words == null ? "" : words.strip().toLowerCase(Locale.ROOT));
    }

    boolean accepts(Review.State state) {
        AuditRow pair = state.pair();
        if (scope == Scope.FINDINGS && pair.findings().isEmpty() || finding != null && !pair.has(finding)) {
            return false;
        }
        Double probability = pair.probability();
        if (probability == null ? low > 0 || high < 1 : probability < low || probability > high) {
            return false;
        }
        Decision decision = state.decision();
        boolean inState = switch (progress) {
            case ANY -> true;
            case OPEN -> decision == null;
            case KEEP, CORRECT, DROP ->
                decision != null && decision.action().name().equals(progress.name());
        };
        return inState
                && (words.isEmpty()
                        || pair.caption().toLowerCase(Locale.ROOT).contains(words)
                        || pair.image().toLowerCase(Locale.ROOT).contains(words));
    }
}
