package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/// Reads a file of JSON objects, one after another or in one list.
///
/// If they follow one another, an invalid object is skipped and reading continues in the line after its first one. An
/// invalid list cannot be read further.
public final class JsonObjects {

    private final Path file;
    private final Receiver receiver;
    private boolean any; // whether an object was read
    private long bytes; // that were read
    private int lines; // that ended in them

    private JsonObjects(Path file, Receiver receiver) {
        this.file = file;
        this.receiver = receiver;
    }

    /// Receives the contents of a file.
    public interface Receiver {

        /// @param place file and line in which the object begins
        void object(String place, JsonNode object);

        /// Receives an invalid object.
        ///
        /// @param place file and line in which it begins
        void unusable(String place, String reason);
    }

    /// Reads each object of a file.
    ///
    /// @throws InvalidInputException if the file cannot be read, does not begin with an object, or is an invalid
    ///     list; names the line
    public static void read(Path file, Receiver receiver) {
        JsonObjects objects = new JsonObjects(file, receiver);
        try {
            String broken = objects.readOn();
            while (broken != null) {
                receiver.unusable(file + ":" + objects.passBroken(), broken);
                broken = objects.readOn();
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Reads until the end of the file or an invalid object; returns the problem, or null.
    private @Nullable String readOn() throws IOException {
        long bytesBefore = bytes;
        int linesBefore = lines;
        boolean list = false;
        try (InputStream rest = rest();
                JsonParser parser = JsonFile.parser(rest)) {
            try {
                JsonToken token = parser.nextToken();
                list = bytesBefore == 0 && token == JsonToken.START_ARRAY;
                if (list) {
                    token = parser.nextToken();
                }
                while (token != null && token != JsonToken.END_ARRAY) {
                    take(
                            file + ":"
                                    + (linesBefore
                                            + parser.currentTokenLocation().getLineNr()),
                            parser);
                    TokenStreamLocation here = parser.currentLocation();
                    bytes = bytesBefore + here.getByteOffset();
                    lines = linesBefore + here.getLineNr() - 1;
                    token = parser.nextToken();
                }
                return null;
            } catch (JacksonIOException e) {
                throw e;
            } catch (JacksonException e) {
                String reason = "not valid JSON (%s)".formatted(JsonFile.reason(e));
                TokenStreamLocation here = parser.currentLocation();
                if (list || !any || here.getByteOffset() < 0) { // a reader of UTF-16 counts no bytes
                    int line = linesBefore + Math.max(1, here.getLineNr());
                    throw new InvalidInputException("%s:%d: %s".formatted(file, line, reason), e);
                }
                return reason;
            }
        } catch (JacksonIOException e) {
            throw unreadable(file, e);
        }
    }

    private void take(String place, JsonParser parser) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            receiver.object(place, JsonFile.node(parser));
            any = true;
            return;
        }
        String reason = "it should be an object in braces";
        if (!any) {
            throw new InvalidInputException(place + ": " + reason);
        }
        parser.skipChildren();
        receiver.unusable(place, reason);
    }

    /// Skips blanks and the line that then begins; returns the number of that line, starting at 1.
    private int passBroken() throws IOException {
        int broken = 0;
        try (InputStream rest = new BufferedInputStream(rest())) {
            int next = rest.read();
            while (next >= 0) {
                bytes++;
                if (next == '\n') {
                    lines++;
                    if (broken > 0) {
                        return broken;
                    }
                } else if (broken == 0 && next != ' ' && next != '\t' && next != '\r') {
                    broken = lines + 1;
                }
                next = rest.read();
            }
        }
        return Math.max(broken, lines + 1);
    }

    /// Opens the file where reading ended.
    private InputStream rest() throws IOException {
        InputStream rest = Files.newInputStream(file);
        rest.skipNBytes(bytes);
        return rest;
    }

    private static InvalidInputException unreadable(Path file, Exception e) {
        return new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
    }
}
