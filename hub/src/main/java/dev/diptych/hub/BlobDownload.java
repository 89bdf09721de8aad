package dev.diptych.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Downloads one file into the cache: to `ETAG.incomplete`, which a later attempt resumes, and to `ETAG` after its
/// checksum has been verified.
final class BlobDownload {

    private final HubClient client;
    private final HubListener listener;
    private final HubName name;
    private final RemoteFile file;
    private final Optional<Checksum> checksum;

    /// @param name with a commit as its revision
    /// @param listed the checksum in the list of files, for servers whose etag is not a checksum; may be empty
    BlobDownload(HubClient client, HubListener listener, HubName name, RemoteFile file, String listed) {
        this.client = client;
        this.listener = listener;
        this.name = name;
        this.file = file;
        this.checksum = Checksum.of(file.etag()).or(() -> Checksum.of(listed));
    }

    /// Downloads the file to `blob`. The caller holds its lock.
    ///
    /// @throws HubException if the server does not provide it, or its checksum differs
    void to(Path blob) throws IOException, InterruptedException {
        Files.createDirectories(blob.getParent());
        Path partial = blob.resolveSibling(blob.getFileName() + ".incomplete");
        if (checksum.isEmpty()) {
            listener.say(what() + ": the server provides no checksum; only the size is checked");
        }
        boolean inPieces = new Transfer(client, listener, name, file, partial).run();
        if (inPieces && !isRight(partial)) {
            listener.say(what() + ": its parts are inconsistent; downloading it again");
            Files.delete(partial);
            new Transfer(client, listener, name, file, partial).run();
        }
        if (!isRight(partial)) {
            String found = checksum.get().value(partial);
            Files.delete(partial);
            throw new HubException("%s: the checksum is %s instead of %s, so the file was deleted; pull it again"
                    .formatted(what(), found, checksum.get().value()));
        }
        Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isRight(Path partial) throws IOException {
        return checksum.isEmpty() || checksum.get().holds(partial);
    }

    private String what() {
        return name.repository() + ": " + file.file();
    }
}
