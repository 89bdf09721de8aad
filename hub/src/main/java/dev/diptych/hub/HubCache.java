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

/// The cache of downloaded models, laid out as Python's `huggingface_hub` does, so that both find each other's
/// files:
///
/// ```
/// models--OWNER--NAME/refs/main                    the commit that main was at, when it was pulled
/// models--OWNER--NAME/blobs/ETAG                   a file, by its checksum; ETAG.incomplete until it is whole
/// models--OWNER--NAME/snapshots/COMMIT/config.json a link to ../../blobs/ETAG
/// .locks/models--OWNER--NAME/ETAG.lock             held while the blob is written
/// ```
///
/// @param root the directory that holds all this
public record HubCache(Path root) {

    /// The cache of this process, by its environment.
    public static HubCache fromEnvironment() {
        return new HubCache(HubSettings.fromEnvironment().cache());
    }

    /// The directory that `model` means: itself where it exists, else the snapshot of the hub's model of that
    /// name.
    ///
    /// @param model a path, or a name such as `openai/clip-vit-base-patch32@main`
    /// @throws InvalidInputException when there is no such path, and no such model in the cache
    public static Path locate(Path model) {
        if (Files.exists(model)) {
            return model;
        }
        Optional<HubName> name = HubName.parse(model.toString());
        return name.isEmpty() ? model : fromEnvironment().require(name.get());
    }

    /// `model` with the commit that its name stands for now, `OWNER/NAME@COMMIT`; itself where it is a path.
    ///
    /// @throws InvalidInputException when there is no such path, and no such model in the cache
    public static Path pin(Path model) {
        Optional<HubName> name = Files.exists(model) ? Optional.empty() : HubName.parse(model.toString());
        if (name.isEmpty()) {
            return model;
        }
        Path snapshot = fromEnvironment().require(name.get());
        return Path.of(name.get().at(snapshot.getFileName().toString()).toString());
    }

    /// The snapshot of `name`.
    ///
    /// @throws InvalidInputException when it is not in the cache
    Path require(HubName name) {
        return snapshot(name)
                .orElseThrow(() -> new InvalidInputException(name
                        + ": no such directory, and no model of this name in " + root
                        + "; mend the path, or run: diptych pull "
                        + name));
    }

    /// The directory with the files of `name`, if the cache has it.
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

    /// Notes that the revision of `name` is at `commit`. Written last, so that a name never leads to half a
    /// model.
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

    /// Where `file` of `name` at `commit` is seen, there or not.
    Path pointer(HubName name, String commit, String file) {
        Path snapshot = snapshots(name).resolve(commit);
        Path pointer = snapshot.resolve(file).normalize();
        if (!pointer.startsWith(snapshot) || pointer.equals(snapshot)) {
            throw new InvalidInputException(name + ": its file \"" + file + "\" would lie outside of its directory");
        }
        return pointer;
    }

    Path blob(HubName name, String etag) {
        return folder(name).resolve("blobs").resolve(etag);
    }

    Path lock(HubName name, String etag) {
        return root.resolve(".locks").resolve(folderName(name)).resolve(etag + ".lock");
    }

    /// Makes `blob` seen at `pointer`: by a relative link, or by moving it there where the system has no links
    /// for us.
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
