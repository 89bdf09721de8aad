package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.hub.LocalHub.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pulls that the hub rejects, delays or does not find.
final class HubRefusalsTest extends PullingTest {

    @Test
    void aServerThatIsNotThereRefuses() {
        server.close();
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("failed (refused)"), message(failure));
    }

    @Test
    void waitsAsLongAsTheHubAsks() throws Exception {
        server.listFault(429, Map.of("Retry-After", "1"));
        server.fault(new Fault.NoRange(), new Fault.Status(503, Map.of("Retry-After", "0")));
        Instant start = Instant.now();
        pull();
        assertTrue(Duration.between(start, Instant.now()).toMillis() >= 1000);
        assertEquals(
                List.of(
                        "owner/tiny: 127.0.0.1 answers 429 (too many requests); trying again in 1 s",
                        "owner/tiny: model.safetensors: 127.0.0.1 answers 503; trying again in 0 ms"),
                said);
    }

    @Test
    void aWaitThatIsTooLongIsSaid() {
        server.listFault(429, Map.of("RateLimit", "\"api\";r=0;t=900"));
        HubException failure = assertThrows(HubException.class, this::pull);
        assertEquals(
                "owner/tiny: 127.0.0.1 answers 429 (too many requests); the server requests a wait of 900 s; try again then",
                message(failure));
    }

    @Test
    void anUnknownModelIsTheCallersFault() {
        HubName unknown = HubName.parse("owner/tinny").orElseThrow();
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(unknown, null, false));
        assertEquals("owner/tinny: no such model, or it is private; check the name, or set HF_TOKEN", message(refusal));
    }

    @Test
    void anUnknownRevisionIsTheCallersFault() {
        HubName unknown = HubName.parse("owner/tiny@v2").orElseThrow();
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(unknown, null, false));
        assertEquals(
                "owner/tiny: has no revision \"v2\"; specify a branch, a tag or a complete commit hash",
                message(refusal));
    }

    @Test
    void aGatedModelNeedsItsTermsAccepted() throws Exception {
        server.requiredToken = "hf_secret";
        server.gated = true;
        InvalidInputException refusal = assertThrows(InvalidInputException.class, this::pull);
        assertEquals(
                "owner/tiny: the model is gated; accept its terms at " + server.endpoint()
                        + "/owner/tiny and set HF_TOKEN",
                message(refusal));
        pull(MODEL, "hf_secret", false);
    }

    @Test
    void aTokenThatIsRefusedIsSaidAndNotShown() {
        server.requiredToken = "hf_secret";
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> pull(MODEL, "hf_other", false));
        assertTrue(message(refusal).contains("rejects the configured token"), message(refusal));
        assertFalse(message(refusal).contains("hf_other"), message(refusal));
    }

    @Test
    void noServerAtAllIsOneLine() {
        server.close();
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).startsWith("owner/tiny: the connection to 127.0.0.1 failed"));
        assertFalse(message(failure).contains("\n"));
    }

    @Test
    void aRepositoryWithoutAModelIsRefused() {
        try (LocalHub empty = new LocalHub("owner/tiny").with("README.md", "nothing");
                Hub hub = Hub.of(new HubSettings(empty.endpoint(), root, null, false), silent())) {
            InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> hub.pull(MODEL));
            assertTrue(message(refusal).contains("model.safetensors"), message(refusal));
        }
    }
}
