package dev.diptych.hub;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Name of a model on the hub: `bert-base-uncased`, `openai/clip-vit-base-patch32`, or either with `@REVISION`.
///
/// @param repository `NAME` or `OWNER/NAME`
/// @param revision a branch, a tag or a commit; `main` if none is given
public record HubName(String repository, String revision) {

    static final String DEFAULT_REVISION = "main";

    private static final int LONGEST = 96;

    private static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)?");
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// Parses `text`, or returns nothing if it does not have the form of a name, such as a path with three parts.
    public static Optional<HubName> parse(String text) {
        String plain = text.replace('\\', '/'); // separator on Windows
        int at = plain.indexOf('@');
        String repository = at < 0 ? plain : plain.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : plain.substring(at + 1);
        boolean valid = repository.length() <= LONGEST
                && REPOSITORY.matcher(repository).matches()
                && !repository.contains("--") // represents the slash in the cache
                && !repository.contains("..")
                && List.of(repository.split("/")).stream()
                        .noneMatch(part -> part.endsWith(".") || part.endsWith("-") || part.endsWith(".git"))
                && REVISION.matcher(revision).matches()
                && !revision.contains("..");
        return valid ? Optional.of(new HubName(repository, revision)) : Optional.empty();
    }

    /// Returns the same model at `commit`, which no later push changes.
    HubName at(String commit) {
        return new HubName(repository, commit);
    }

    /// Whether `text` is a complete commit hash, which needs no lookup.
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// The argument of a command that denotes this model: without the revision if it is the default.
    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? repository : repository + "@" + revision;
    }
}
