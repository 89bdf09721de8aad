package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.hub.LocalHub.Fault;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pulls with truncated, late, wrong or excess bytes.
final class HubTransferTest extends PullingTest {

    @Test
    void goesOnWhereAConnectionWasCut() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.Cut(50_000)); // the first: config.json
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of("all", "bytes=100000-", "bytes=150000-"), server.cdnRanges());
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.getFirst().contains("model.safetensors: the connection to 127.0.0.1 failed"), said.toString());
    }

    @Test
    void goesOnWhereAnEarlierTryEnded() throws Exception {
        partial(Arrays.copyOf(WEIGHTS, 123_456));
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of("bytes=123456-"), server.cdnRanges());
    }

    @Test
    void anEarlierTryThatWasWholeIsCheckedAndKept() throws Exception {
        partial(WEIGHTS);
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of(), server.cdnRanges());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 300_000, 300_001})
    void anEarlierTryOfOtherBytesIsThrownAway(int length) throws Exception {
        partial(new byte[length]);
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertFalse(Files.exists(blob(server.etag("model.safetensors") + ".incomplete")));
    }

    @Test
    void startsOverWhereTheServerKnowsNoRanges() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.NoRange());
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
    }

    @Test
    void aServerThatKeepsCuttingIsGivenUpAndWhatCameIsKept() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Cut(100_000), new Fault.Cut(0), new Fault.Cut(0), new Fault.Cut(0));
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("3 times in a row"), message(failure));
        assertEquals(100_000, Files.size(blob(server.etag("model.safetensors") + ".incomplete")));
        assertThrows(InvalidInputException.class, () -> new HubCache(root).require(MODEL));
        pull();
        assertEquals("bytes=100000-", server.cdnRanges().getLast());
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws Exception {
        server.fault(new Fault.NoRange(), new Fault.Silence(70_000));
        PulledModel pulled = pull(MODEL, null, false, IMPATIENT);
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertTrue(said.stream().anyMatch(line -> line.contains("no data received for 1 s")), said.toString());
    }

    @Test
    void aWrongChecksumOfALargeFileFailsAndLeavesNothing() {
        server.fault(new Fault.NoRange(), new Fault.OtherBytes());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).startsWith("owner/tiny: model.safetensors: the checksum is "));
        assertTrue(message(failure).contains(server.etag("model.safetensors")), message(failure));
        assertFalse(Files.exists(blob(server.etag("model.safetensors"))));
        assertFalse(Files.exists(blob(server.etag("model.safetensors") + ".incomplete")));
        assertFalse(Files.exists(root.resolve("models--owner--tiny/refs/main"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aWrongChecksumOfASmallFileFails() {
        server.fault(new Fault.OtherBytes());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("config.json: the checksum is"), message(failure));
    }

    @Test
    void checksumsOfTheListServeWhereEtagsAreNone() throws Exception {
        server.etagsAreChecksums = false;
        server.fault(new Fault.NoRange(), new Fault.OtherBytes());
        assertThrows(HubException.class, this::pull);
        assertEquals("{}", Files.readString(blob("entity-config.json")));
        PulledModel pulled = pull();
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.directory().resolve("model.safetensors")));
        assertEquals(List.of(), said);
    }

    @Test
    void aServerThatSendsTooMuchIsRefused() {
        server.fault(new Fault.NoRange(), new Fault.Longer());
        HubException failure = assertThrows(HubException.class, this::pull);
        assertTrue(message(failure).contains("sends more than the 300000 bytes"), message(failure));
    }
}
