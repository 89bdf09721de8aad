package dev.diptych.train.search;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.Map;

/// Writes the results of a search: `table.md`, `results.json`, `report.html`, `best.yaml`.
public final class SearchOutput {

    private SearchOutput() {}

    /// @param versions versions of the software, by name
    public static void write(SearchDirectory directory, SearchResult result, Map<String, String> versions) {
        AtomicFile.write(directory.table(), SearchTable.markdown(result));
        AtomicFile.write(directory.results(), SearchJson.of(result).toPrettyString() + "\n");
        AtomicFile.write(directory.best(), best(result));
        SearchPage.write(directory, result, versions);
    }

    private static String best(SearchResult result) {
        return "# The best of %d candidates by %s on validation data: %s.\n# %s over %s.\n"
                        .formatted(
                                result.rows().size(),
                                result.metric().name(),
                                result.winner().candidate().words(),
                                SearchTable.meanAndSpread(result.winner()),
                                SearchTable.seeds(result.plan()))
                + RecipeWriter.write(result.best());
    }
}
