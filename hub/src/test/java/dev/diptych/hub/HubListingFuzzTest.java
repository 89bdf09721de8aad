package dev.diptych.hub;

import dev.diptych.testing.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damaged responses of a hub are either read or rejected.
final class HubListingFuzzTest {

    @Test
    void lists() throws Exception {
        HubName name = HubName.parse("owner/tiny").orElseThrow();
        String whole = "{\"sha\": \"" + LocalHub.COMMIT + "\", \"private\": false, \"siblings\": ["
                + "{\"rfilename\": \"config.json\", \"blobId\": \"ce013625030ba8dba906f756967f9e9ca394464a\", \"size\": 6},"
                + "{\"rfilename\": \"model.safetensors\", \"lfs\": {\"sha256\": \"5891b5b522d5df08\", \"size\": 7}}]}";
        Fuzzer.fuzz("listing.json", 1, List.of(whole.getBytes(StandardCharsets.UTF_8)), bytes -> {
            try {
                HubListing.read(name, bytes);
                return true;
            } catch (HubException refused) {
                return false;
            }
        });
    }
}
