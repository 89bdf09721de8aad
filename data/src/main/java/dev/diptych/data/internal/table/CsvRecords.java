package dev.diptych.data.internal.table;

import dev.diptych.data.internal.folder.ImageNames;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Splits the lines of a table into rows (RFC 4180, and what pandas reads beyond it).
///
/// A double quote begins a quoted field only at the beginning of the field; characters after the closing quote belong
/// to the field. A quoted field may have several lines, but if it is never closed, or if one of its lines reads like a
/// row, its first line alone is unusable, and reading continues with the next line.
final class CsvRecords {

    private static final int LONGEST = 1 << 20;
    private static final String UNCLOSED = "a double quote is not closed; close it, or write it twice within a text";

    /// Row of a table.
    ///
    /// @param problem why it cannot be used; null if it can
    record Row(long line, List<String> fields, @Nullable String problem) {}

    private final TextLines lines;
    private final char separator;
    private final Deque<TextLines.Line> ahead = new ArrayDeque<>();
    private int columns; // 0 before they are known

    CsvRecords(TextLines lines, TextLines.@Nullable Line first, char separator) {
        this.lines = lines;
        this.separator = separator;
        if (first != null) {
            ahead.add(first);
        }
    }

    /// @param number of fields in each row
    void columns(int number) {
        columns = number;
    }

    /// Returns the next row that is not blank; null at the end.
    @Nullable
    Row next() throws IOException {
        TextLines.Line line = take();
        while (line != null && line.text().isBlank() && line.problem() == null) {
            line = take();
        }
        return line == null ? null : row(line);
    }

    private Row row(TextLines.Line first) throws IOException {
        Fields fields = new Fields();
        fields.add(first.text());
        String problem = first.problem();
        List<TextLines.Line> more = new ArrayList<>();
        String end = first.end();
        while (fields.isOpen()) {
            TextLines.Line next = take();
            if (next != null) {
                more.add(next);
            }
            if (next == null || fields.length > LONGEST || readsLikeARow(next.text())) {
                return unusable(first, more, UNCLOSED);
            }
            fields.addToOpen(end, next.text());
            problem = problem == null ? next.problem() : problem;
            end = next.end();
        }
        if (!more.isEmpty() && fields.afterQuote) {
            return unusable(first, more, UNCLOSED);
        }
        if (!more.isEmpty() && columns > 0 && fields.values.size() != columns) {
            return unusable(first, more, mismatch(fields.values.size()));
        }
        if (problem == null && columns > 0 && fields.values.size() != columns) {
            problem = mismatch(fields.values.size());
        }
        return new Row(first.number(), List.copyOf(fields.values), problem);
    }

    private Row unusable(TextLines.Line first, List<TextLines.Line> more, String problem) {
        more.reversed().forEach(ahead::addFirst);
        return new Row(first.number(), List.of(), problem);
    }

    private String mismatch(int fields) {
        return "it has %s where the header has %d; a text with a %s must be in double quotes"
                .formatted(fields == 1 ? "one field" : fields + " fields", columns, CsvSeparator.name(separator));
    }

    // A line within a text that was meant to be a row of its own.
    private boolean readsLikeARow(String line) {
        Fields fields = new Fields();
        fields.add(line);
        return columns > 1
                && fields.values.size() == columns
                && fields.values.stream().map(String::strip).anyMatch(CsvRecords::isReference);
    }

    private static boolean isReference(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        return ImageNames.isImage(lower) || lower.startsWith("http://") || lower.startsWith("https://");
    }

    private TextLines.@Nullable Line take() throws IOException {
        return ahead.isEmpty() ? lines.next() : ahead.removeFirst();
    }

    /// Fields of one row.
    private final class Fields {
        private final List<String> values = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private boolean open; // within quotes
        private boolean afterQuote; // whether characters follow a closing quote
        private int length;

        boolean isOpen() {
            return open;
        }

        void add(String line) {
            scan(line, 0, true);
        }

        void addToOpen(String end, String line) {
            field.append(end);
            scan(line, 0, false);
        }

        private void scan(String line, int from, boolean isBeginning) {
            length += line.length() + 1;
            boolean beginning = isBeginning;
            for (int i = from; i < line.length(); i++) {
                char each = line.charAt(i);
                boolean isPair = open && each == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (isPair) {
                    field.append('"');
                    i++;
                } else if (each == '"' && (open || beginning)) {
                    open = !open;
                    boolean ends = i + 1 == line.length() || line.charAt(i + 1) == separator;
                    afterQuote |= !open && !ends;
                    beginning = false;
                } else if (each == separator && !open) {
                    finish();
                    beginning = true;
                } else {
                    field.append(each);
                    beginning = false;
                }
            }
            if (!open) {
                finish();
            }
        }

        private void finish() {
            values.add(field.toString());
            field.setLength(0);
        }
    }
}
