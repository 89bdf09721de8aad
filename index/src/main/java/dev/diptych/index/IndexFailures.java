package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.LockObtainFailedException;

/// Translates the exceptions of Lucene.
final class IndexFailures {

    private IndexFailures() {}

    /// Work that may fail.
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Reads an index.
    ///
    /// @throws InvalidInputException if it is missing, damaged, or of another version
    static <T> T reading(Path directory, Work<T> work) {
        try {
            return work.run();
        } catch (IndexNotFoundException missing) {
            throw new InvalidInputException(
                    directory + ": not an index, or the first write to it was interrupted; create it with"
                            + " 'diptych index'",
                    missing);
        } catch (IndexFormatTooNewException | IndexFormatTooOldException other) {
            throw new InvalidInputException(
                    directory + ": written by another version of this program; build the index again", other);
        } catch (CorruptIndexException | EOFException | NoSuchFileException damaged) {
            throw damaged(directory, damaged);
        } catch (IllegalArgumentException | IllegalStateException unknown) {
            throw damaged(directory, unknown); // an unknown codec, an impossible number
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + ": cannot be read: " + reason(failure), failure);
        }
    }

    /// Changes an index; if that fails, the last commit is intact.
    ///
    /// @throws InvalidInputException if another writer has opened it
    /// @throws UncheckedIOException for example for a full disk
    static <T> T writing(Path directory, Work<T> work) {
        try {
            return work.run();
        } catch (LockObtainFailedException locked) {
            throw new InvalidInputException(
                    directory + ": another writer has opened this index; wait until it ends", locked);
        } catch (CorruptIndexException | EOFException | NoSuchFileException damaged) {
            throw damaged(directory, damaged);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    directory + ": cannot be written: " + reason(failure)
                            + "; everything up to the last commit is intact",
                    failure);
        }
    }

    private static InvalidInputException damaged(Path directory, Exception cause) {
        return new InvalidInputException(
                directory + ": the index is damaged (" + cause.getMessage() + "); build it again", cause);
    }

    // The message of these exceptions repeats the path.
    private static String reason(IOException failure) {
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
