package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubSettingsTest {

    @TempDir
    private Path home;

    private HubSettings of(Map<String, String> environment) {
        return HubSettings.of(environment, home);
    }

    @Test
    void withoutVariablesItIsTheHubAndTheUsualCache() {
        HubSettings settings = of(Map.of());
        assertEquals("https://huggingface.co", settings.endpoint().toString());
        assertEquals(home.resolve(".cache/huggingface/hub"), settings.cache());
        assertNull(settings.token());
        assertFalse(settings.offline());
    }

    @Test
    void theCacheIsWherePythonLooksForIt() {
        assertEquals(
                Path.of("/x/huggingface/hub"),
                of(Map.of("XDG_CACHE_HOME", "/x")).cache());
        assertEquals(
                Path.of("/h/hub"),
                of(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/h")).cache());
        assertEquals(
                Path.of("/c"), of(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c")).cache());
        assertEquals(
                Path.of("/o"),
                of(Map.of("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/o")).cache());
        assertEquals(
                home.resolve("models/hub"), of(Map.of("HF_HOME", "~/models")).cache());
        assertEquals(
                Path.of("/d/e/hub"),
                of(Map.of("HF_HOME", "$D/${E}", "D", "/d", "E", "e")).cache());
    }

    @Test
    void theTokenIsOfTheVariableOrTheFile() throws Exception {
        Path file = home.resolve(".cache/huggingface/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "hf_file\n");
        assertEquals("hf_file", of(Map.of()).token());
        assertEquals("hf_file", of(Map.of("HF_TOKEN", "")).token());
        assertEquals("hf_variable", of(Map.of("HF_TOKEN", "hf_variable")).token());
        assertNull(of(Map.of("HF_TOKEN_PATH", home + "/none")).token());
        assertNull(of(Map.of("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token());
        assertFalse(of(Map.of("HF_TOKEN", "hf_variable")).toString().contains("hf_variable"));
        assertThrows(InvalidInputException.class, () -> of(Map.of("HF_TOKEN", "hf\nX: y")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "YES", "on"})
    void offlineIsSaidAsInPython(String value) {
        assertTrue(of(Map.of("HF_HUB_OFFLINE", value)).offline());
        assertTrue(of(Map.of("TRANSFORMERS_OFFLINE", value)).offline());
        assertFalse(of(Map.of("HF_HUB_OFFLINE", "0")).offline());
    }

    @Test
    void aMirrorMayHaveAPathAndASlashAtItsEnd() {
        assertEquals(
                "http://mirror.example:8080/hf",
                of(Map.of("HF_ENDPOINT", "http://mirror.example:8080/hf/"))
                        .endpoint()
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.example", "ftp://mirror.example", "http://", "https://a b"})
    void anEndpointThatIsNoAddressIsRefused(String endpoint) {
        InvalidInputException refusal =
                assertThrows(InvalidInputException.class, () -> of(Map.of("HF_ENDPOINT", endpoint)));
        assertEquals(
                "HF_ENDPOINT is \"" + endpoint + "\"; expected an address, such as https://huggingface.co",
                refusal.getMessage());
    }
}
