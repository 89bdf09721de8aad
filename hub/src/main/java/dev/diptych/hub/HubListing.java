package dev.diptych.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files of a model at one commit.
///
/// @param checksums the files' checksums, or empty text if the hub does not list them: a SHA-256, or git's SHA-1
record HubListing(String commit, SequencedMap<String, String> checksums) {

    private static final JsonMapper MAPPER = new JsonMapper();

    HubListing {
        checksums = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(checksums));
    }

    /// Reads the response to `api/models/NAME/revision/REVISION`.
    ///
    /// @throws HubException if the response is invalid
    static HubListing read(HubName name, byte[] json) throws HubException {
        try {
            JsonNode root = MAPPER.readTree(json);
            String commit = root.path("sha").asString("");
            Map<String, String> checksums = new LinkedHashMap<>();
            for (JsonNode file : root.path("siblings")) {
                String sha256 = file.path("lfs").path("sha256").asString("");
                checksums.put(
                        file.path("rfilename").asString(""),
                        sha256.isEmpty() ? file.path("blobId").asString("") : sha256);
            }
            if (HubName.isCommit(commit)) {
                return new HubListing(commit, new LinkedHashMap<>(checksums));
            }
        } catch (JacksonException e) {
            throw strange(name, e);
        }
        throw strange(name, null);
    }

    private static HubException strange(HubName name, @Nullable Exception cause) {
        String message = name + ": the list of its files is not a hub's response; check that HF_ENDPOINT is a hub";
        return cause == null ? new HubException(message) : new HubException(message, cause);
    }
}
