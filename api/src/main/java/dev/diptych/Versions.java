package dev.diptych;

import dev.diptych.torch.Libtorch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/// The versions of the library and of what it runs on.
public final class Versions {

    private Versions() {}

    /// The version of Diptych that the build wrote into the jar, such as `0.1.0`.
    public static String diptych() {
        Properties properties = new Properties();
        try (InputStream stream = Versions.class.getResourceAsStream("version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("version.properties is missing from the jar");
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read from the jar", e);
        }
        return properties.getProperty("version", "unknown");
    }

    /// All versions by name, as a report lists them.
    public static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Diptych", diptych());
        versions.put("Java", Runtime.version().toString());
        versions.put("libtorch", Libtorch.version());
        return versions;
    }
}
