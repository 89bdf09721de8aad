package dev.diptych.model.checkpoint;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The components in which two records differ, for messages.
final class RecordDifferences {

    private RecordDifferences() {}

    /// `vocabulary size 3,923 and 30,522, layers 4 and 12`; both records in full if they are of
    /// different types or none of their components can be read.
    static String of(Record first, Record last) {
        List<String> differences = new ArrayList<>();
        if (first.getClass().equals(last.getClass())) {
            for (RecordComponent component : first.getClass().getRecordComponents()) {
                Object before = value(component, first);
                Object now = value(component, last);
                if (!Objects.equals(before, now)) {
                    differences.add("%s %s and %s".formatted(words(component.getName()), text(before), text(now)));
                }
            }
        }
        return differences.isEmpty() ? first + " and " + last : String.join(", ", differences);
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            return String.valueOf(component.getAccessor().invoke(of));
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException(component + " of a configuration is not public", hidden);
        }
    }

    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        String text = value.toString();
        return text.matches("\\d{4,}") ? String.format(Locale.ROOT, "%,d", Long.parseLong(text)) : text;
    }
}
