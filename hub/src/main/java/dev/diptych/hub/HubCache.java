package dev.diptych.hub;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Cache of downloaded models in the layout of Python's `huggingface_hub`, which shares it:
///
/// ```
/// models--OWNER--NAME/refs/main                    the commit of main when it was pulled
/// models--OWNER--NAME/blobs/ETAG                   a file, named by its checksum; ETAG.incomplete until it is complete
/// models--OWNER--NAME/snapshots/COMMIT/config.json a link to ../../blobs/ETAG
/// .locks/models--OWNER--NAME/ETAG.lock             held while the blob is written
/// ```
///
/// @param root root directory of the cache
public record HubCache(Path root) {

    /// Returns the cache of this process, from its environment.
    public static HubCache fromEnvironment() {
        return new HubCache(HubSettings.fromEnvironment().cache());
    }

    /// Returns the directory of `model`: the path itself if it exists, or the best model in it if
    /// it is the directory of a training run; otherwise the snapshot of the model of that name.
    ///
    /// @param model a path, or a name such as `openai/clip-vit-base-patch32@main`
    /// @throws InvalidInputException if neither such a path nor such a model in the cache exists,
    ///     or if the run has not saved a model yet
    public static Path locate(Path model) {
        if (Files.exists(model)) {
            return isRun(model) ? modelOfRun(model) : model;
        }
        Optional<HubName> name = HubName.parse(model.toString());
        return name.isEmpty() ? model : fromEnvironment().require(name.get());
    }

    private static boolean isRun(Path directory) {
        return Files.isRegularFile(directory.resolve("recipe.yaml"))
                && !Files.exists(directory.resolve("search.json")) // the directory of a search
                && !Files.exists(directory.resolve("config.json"))
                && !Files.exists(directory.resolve("open_clip_config.json"));
    }

    private static Path modelOfRun(Path run) {
        Path model = run.resolve("model");
        if (!Files.isDirectory(model)) {
            throw new InvalidInputException(run
                    + ": the run has not saved a model yet, which it does after its first epoch; resume it with: diptych"
                    + " train --resume " + run);
        }
        return model;
    }

    /// Returns `model` with the commit of its revision, `OWNER/NAME@COMMIT`; a path is returned unchanged.
    ///
    /// @throws InvalidInputException if neither such a path nor such a model in the cache exists
    public static Path pin(Path model) {
        Optional<HubName> name = Files.exists(model) ? Optional.empty() : HubName.parse(model.toString());
        if (name.isEmpty()) {
            return model;
        }
        Path snapshot = fromEnvironment().require(name.get());
        return Path.of(name.get().at(snapshot.getFileName().toString()).toString());
    }

    /// Returns the snapshot of `name`.
    ///
    /// @throws InvalidInputException if it is not in the cache
    Path require(HubName name) {
        return snapshot(name)
                .orElseThrow(() -> new InvalidInputException(name
                        + ": not a directory, and no model of this name in " + root
                        + "; check the path, or run: diptych pull "
                        + name));
    }

    /// Returns the directory with the files of `name`, if it is in the cache.
    public Optional<Path> snapshot(HubName name) {
        return commit(name).map(commit -> snapshots(name).resolve(commit)).filter(Files::isDirectory);
    }

    private Optional<String> commit(HubName name) {
        if (HubName.isCommit(name.revision())) {
            return Optional.of(name.revision());
        }
        Path ref = ref(name);
        if (!Files.isRegularFile(ref)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(ref).strip()).filter(HubName::isCommit);
        } catch (IOException e) {
            throw new InvalidInputException(ref + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Records that the revision of `name` is at `commit`. Written last, so that a name never refers to an
    /// incomplete model.
    void note(HubName name, String commit) throws IOException {
        if (name.revision().equals(commit)) {
            return;
        }
        Path ref = ref(name);
        Files.createDirectories(ref.getParent());
        Path temporary = ref.resolveSibling("." + UUID.randomUUID() + ".tmp");
        Files.writeString(temporary, commit);
        Files.move(temporary, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Path of `file` of `name` at `commit`, whether or not it exists.
    Path pointer(HubName name, String commit, String file) {
        Path snapshot = snapshots(name).resolve(commit);
        Path pointer = snapshot.resolve(file).normalize();
        if (!pointer.startsWith(snapshot) || pointer.equals(snapshot)) {
            throw new InvalidInputException(name + ": its file \"" + file + "\" is outside its directory");
        }
        return pointer;
    }

    Path blob(HubName name, String etag) {
        return folder(name).resolve("blobs").resolve(etag);
    }

    Path lock(HubName name, String etag) {
        return root.resolve(".locks").resolve(folderName(name)).resolve(etag + ".lock");
    }

    /// Makes `blob` available at `pointer`: by a relative link, or by moving it there if links are not permitted.
    static void link(Path blob, Path pointer) throws IOException {
        Files.createDirectories(pointer.getParent());
        Files.deleteIfExists(pointer); // a link whose blob was deleted
        Path directory =
                Objects.requireNonNull(pointer.toAbsolutePath().normalize().getParent());
        Path relative = directory.relativize(blob.toAbsolutePath().normalize());
        try {
            Files.createSymbolicLink(pointer, relative);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isSameFile(pointer, blob)) {
                throw e;
            }
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(blob, pointer);
        }
    }

    private Path ref(HubName name) {
        return folder(name).resolve("refs").resolve(name.revision());
    }

    private Path snapshots(HubName name) {
        return folder(name).resolve("snapshots");
    }

    private Path folder(HubName name) {
        return root.resolve(folderName(name));
    }

    private static String folderName(HubName name) {
        return "models--" + name.repository().replace("/", "--");
    }
}
