package dev.diptych.base.internal;

/// Files that Git Large File Storage replaced by a pointer.
public final class GitLfs {

    /// The beginning of a pointer, in ASCII.
    public static final String POINTER = "version https://git-lfs.github.com/spec/";

    private GitLfs() {}
}
