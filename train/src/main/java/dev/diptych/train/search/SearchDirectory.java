package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.base.internal.DirectoryLock;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The directory of a search, locked for this process until closed.
public final class SearchDirectory implements AutoCloseable {

    private final Path path;
    private final DirectoryLock lock;

    private SearchDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates the directory of a new search and writes its plan.
    ///
    /// @throws InvalidInputException if the directory is not empty, or another process uses it
    public static SearchDirectory create(Path path, SearchPlan plan, Recipe recipe) {
        if (Files.exists(path.resolve("search.json"))) {
            throw new InvalidInputException(
                    path + ": already contains a search; resume it with --resume " + path + " or choose another --out");
        }
        SearchDirectory directory = new SearchDirectory(path, DirectoryLock.takeEmpty(path, "a search"));
        AtomicFile.write(directory.recipe(), RecipeWriter.write(recipe));
        AtomicFile.write(directory.plan(), plan.toJson()); // written last: enables --resume
        return directory;
    }

    /// The directory of a search to resume.
    ///
    /// @throws InvalidInputException if it does not contain a search, or another process uses it
    public static SearchDirectory open(Path path) {
        if (!Files.isRegularFile(path.resolve("search.json"))) {
            throw new InvalidInputException(path
                    + ": contains no search to resume (search.json is missing); pass the directory given as --out");
        }
        return new SearchDirectory(path, DirectoryLock.take(path));
    }

    public Path path() {
        return path;
    }

    /// The recipe whose settings trials override, including all defaults.
    public Path recipe() {
        return path.resolve("recipe.yaml");
    }

    Path plan() {
        return path.resolve("search.json");
    }

    /// The run directory of a trial.
    Path trial(String name) {
        return path.resolve("trials").resolve(name);
    }

    /// The table in Markdown.
    public Path table() {
        return path.resolve("table.md");
    }

    /// The same as JSON.
    public Path results() {
        return path.resolve("results.json");
    }

    public Path report() {
        return path.resolve("report.html");
    }

    /// The recipe of the winner.
    public Path best() {
        return path.resolve("best.yaml");
    }

    SearchPlan readPlan() {
        try {
            return SearchPlan.fromJson(plan(), Files.readString(plan()));
        } catch (IOException failure) {
            throw new InvalidInputException(plan() + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    BaseRecipe readRecipe() {
        return BaseRecipe.of(RecipeReader.read(recipe(), List.of()));
    }

    @Override
    public void close() {
        lock.close();
    }
}
