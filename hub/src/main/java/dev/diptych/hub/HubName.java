package dev.diptych.hub;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A model on the hub: `bert-base-uncased`, `openai/clip-vit-base-patch32`, or either with `@REVISION`.
///
/// @param repository `NAME` or `OWNER/NAME`
/// @param revision a branch, a tag or a commit; `main` where none is said
public record HubName(String repository, String revision) {

    static final String DEFAULT_REVISION = "main";

    private static final int LONGEST = 96;

    private static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)?");
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// The name that `text` says, or nothing where it has not the form of one, as a path with three parts.
    public static Optional<HubName> parse(String text) {
        String plain = text.replace('\\', '/'); // as Windows writes a path
        int at = plain.indexOf('@');
        String repository = at < 0 ? plain : plain.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : plain.substring(at + 1);
        boolean valid = repository.length() <= LONGEST
                && REPOSITORY.matcher(repository).matches()
                && !repository.contains("--") // stands for the slash in the cache
                && !repository.contains("..")
                && List.of(repository.split("/")).stream()
                        .noneMatch(part -> part.endsWith(".") || part.endsWith("-") || part.endsWith(".git"))
                && REVISION.matcher(revision).matches()
                && !revision.contains("..");
        return valid ? Optional.of(new HubName(repository, revision)) : Optional.empty();
    }

    /// The same model at `commit`, which no later push changes.
    HubName at(String commit) {
        return new HubName(repository, commit);
    }

    /// Whether `text` is a whole commit, so that it needs no looking up.
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /// What a command is given to mean this: without the revision where it is the default.
    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? repository : repository + "@" + revision;
    }
}
