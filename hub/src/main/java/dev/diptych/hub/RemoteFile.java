package dev.diptych.hub;

import java.net.http.HttpResponse;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Metadata of a file on the hub.
///
/// @param etag name of its blob in the cache: the SHA-256 of its bytes if they are in large file storage, git's SHA-1
///     of a blob otherwise
record RemoteFile(String file, String etag, OptionalLong size) {

    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// Reads the headers: `X-Linked-Etag` and `X-Linked-Size` if the bytes are stored elsewhere, otherwise `ETag`
    /// and `Content-Length`.
    ///
    /// @throws HubException if there is no etag, or the commit differs from that of `name`
    static RemoteFile of(HubName name, String file, HttpResponse<?> response) throws HubException {
        String commit = HubStatus.header(response, "X-Repo-Commit");
        if (!commit.isEmpty() && !commit.equals(name.revision())) {
            throw new HubException(name + ": " + file + " comes from commit " + commit + "; pull it again");
        }
        String linked = HubStatus.header(response, "X-Linked-Etag");
        String etag = plain(linked.isEmpty() ? HubStatus.header(response, "ETag") : linked);
        if (!ETAG.matcher(etag).matches()) {
            throw new HubException(name + ": " + file + ": " + response.uri().getHost()
                    + " provides no etag for it; check that HF_ENDPOINT is a hub");
        }
        String size = HubStatus.header(response, "X-Linked-Size");
        if (size.isEmpty() && response.statusCode() == 200) {
            size = HubStatus.header(response, "Content-Length");
        }
        boolean known = NUMBER.matcher(size).matches();
        return new RemoteFile(file, etag, known ? OptionalLong.of(Long.parseLong(size)) : OptionalLong.empty());
    }

    private static String plain(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "");
    }
}
