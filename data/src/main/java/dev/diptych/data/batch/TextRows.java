package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Features of texts that were computed earlier. Asked from several threads at once.
public interface TextRows {

    /// No features: a tower starts from the tokens.
    TextRows NONE = (_, _) -> null;

    /// The features of these texts, [K, D] for their K tokens one after another or [M, D]; null unless all are known.
    @Nullable
    FloatBatch rows(List<String> texts, TokenBatch tokens);
}
