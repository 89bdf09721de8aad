package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import dev.diptych.index.internal.vectors.UnitVectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.jspecify.annotations.Nullable;

/// Items as Lucene documents.
final class ItemDocuments {

    private ItemDocuments() {}

    /// The document of an item, with its vector at length 1.
    ///
    /// @throws InvalidInputException if the vector has another width or no direction
    static Document write(IndexItem item, Path directory, IndexSettings settings) {
        Document document = new Document();
        document.add(new StringField(Fields.ID, item.id(), Store.YES));
        document.add(VectorStorage.field(
                settings.kind(),
                UnitVectors.of(item.vector(), settings.width(), directory + ": the vector of item " + item.id())));
        Path image = item.image();
        if (image != null) {
            document.add(new StoredField(Fields.IMAGE, StoredPath.store(directory, image)));
        }
        item.captions().forEach(caption -> document.add(new TextField(Fields.CAPTION, caption, Store.YES)));
        item.metadata().forEach((field, value) -> addMetadata(document, field, value));
        return document;
    }

    // A value that is longer than a term of Lucene is stored, but no filter can be equal to it.
    private static void addMetadata(Document document, String field, String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length <= IndexWriter.MAX_TERM_LENGTH) {
            document.add(new StringField(Fields.keyword(field), value, Store.YES));
        } else {
            document.add(new StoredField(Fields.keyword(field), value));
        }
        Double number = number(value);
        if (number != null) {
            document.add(new DoublePoint(Fields.number(field), number));
        }
    }

    private static @Nullable Double number(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException text) {
            return null;
        }
    }

    /// The hit that a stored document is.
    static VectorHit hit(Document document, Path directory, double cosine) {
        List<String> captions = new ArrayList<>();
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        String id = "";
        Path image = null;
        for (IndexableField field : document) {
            String value = field.stringValue();
            if (field.name().equals(Fields.ID)) {
                id = value;
            } else if (field.name().equals(Fields.CAPTION)) {
                captions.add(value);
            } else if (field.name().equals(Fields.IMAGE)) {
                image = StoredPath.resolve(directory, value);
            } else if (Fields.isKeyword(field.name())) {
                metadata.put(Fields.metadata(field.name()), value);
            }
        }
        return new VectorHit(id, cosine, captions, metadata, image);
    }
}
