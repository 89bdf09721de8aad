package dev.diptych.data.batch;

import dev.diptych.text.TokenBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Features of texts that were computed earlier. Called from several threads at once.
public interface TextRows {

    /// No features: an encoder starts from the tokens.
    TextRows NONE = (_, _) -> null;

    /// Returns the features of these texts, [K, D] for their K concatenated tokens or [M, D]; null unless all are
    /// known.
    @Nullable
    FloatBatch rows(List<String> texts, TokenBatch tokens);
}
