package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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

    /// So many invalid objects before the first valid one, and the file is none of JSON objects.
    private static final int MOST_BEFORE_FIRST = 1000;

    // Blanks in front, so that the parser does not take a zero at the beginning for UTF-16.
    private static final byte[] BLANKS = {' ', ' '};

    private final Path file;
    private final ReplayInput input;
    private final Receiver receiver;
    private boolean any; // whether an object was read
    private long bytes; // that were read
    private int lines; // that ended in them
    private @Nullable String first; // place and problem of the first invalid object
    private int invalid;

    private JsonObjects(Path file, ReplayInput input, Receiver receiver) {
        this.file = file;
        this.input = input;
        this.receiver = receiver;
    }

    /// Receives the contents of a file.
    public interface Receiver {

        /// @param place file and line in which the object begins, or its position in the list
        void object(String place, JsonNode object);

        /// Receives an invalid object.
        ///
        /// @param place file and line in which it begins, or its position in the list
        void unusable(String place, String reason);
    }

    /// Reads each object of a file.
    ///
    /// @throws InvalidInputException if the file cannot be read, has no object, or is an invalid list; names the
    ///     line
    public static void read(Path file, Receiver receiver) {
        try (ReplayInput input = new ReplayInput(TextInput.open(file))) {
            JsonObjects objects = new JsonObjects(file, input, receiver);
            String broken = objects.readOn();
            while (broken != null) {
                objects.unusable(file + ":" + objects.passBroken(), broken);
                broken = objects.readOn();
            }
            if (!objects.any && objects.first != null) {
                throw new InvalidInputException(objects.first);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Reads until the end of the file or an invalid object; returns the problem, or null.
    private @Nullable String readOn() throws IOException {
        input.rewind(bytes);
        long bytesBefore = bytes - BLANKS.length;
        int linesBefore = lines;
        boolean list = false;
        try (JsonParser parser = JsonFile.parser(rest())) {
            try {
                JsonToken token = parser.nextToken();
                list = bytes == 0 && token == JsonToken.START_ARRAY;
                if (list) {
                    token = parser.nextToken();
                }
                for (long index = 0; token != null && token != JsonToken.END_ARRAY; index++) {
                    int line = linesBefore + parser.currentTokenLocation().getLineNr();
                    take(list ? JsonFile.place(file, line, "", index) : file + ":" + line, parser);
                    TokenStreamLocation here = parser.currentLocation();
                    bytes = bytesBefore + here.getByteOffset();
                    lines = linesBefore + here.getLineNr() - 1;
                    input.release(bytes);
                    token = parser.nextToken();
                }
                return null;
            } catch (JacksonIOException e) {
                throw e;
            } catch (JacksonException e) {
                String reason = "not valid JSON (%s)".formatted(JsonFile.reason(e));
                if (list) {
                    int line =
                            linesBefore + Math.max(1, parser.currentLocation().getLineNr());
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
        parser.skipChildren();
        unusable(place, "it should be an object in braces");
    }

    private void unusable(String place, String reason) {
        if (first == null) {
            first = place + ": " + reason;
        }
        invalid++;
        if (!any && invalid > MOST_BEFORE_FIRST) {
            throw new InvalidInputException(first);
        }
        receiver.unusable(place, reason);
    }

    /// Skips blanks and the line that then begins; returns the number of that line, starting at 1.
    private int passBroken() throws IOException {
        int broken = 0;
        input.rewind(bytes);
        for (int next = input.read(); next >= 0; next = input.read()) {
            bytes++;
            if (next == '\n') {
                lines++;
                if (broken > 0) {
                    return broken;
                }
            } else if (broken == 0 && next != ' ' && next != '\t' && next != '\r') {
                broken = lines + 1;
            }
        }
        return Math.max(broken, lines + 1);
    }

    /// The stream from where reading ended; closing it has no effect.
    private InputStream rest() {
        return new SequenceInputStream(new ByteArrayInputStream(BLANKS), new FilterInputStream(input) {
            @Override
            public void close() {}
        });
    }

    private static InvalidInputException unreadable(Path file, Exception e) {
        return new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
    }
}
