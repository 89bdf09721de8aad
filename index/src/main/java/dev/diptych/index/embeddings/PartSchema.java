package dev.diptych.index.embeddings;

import dev.diptych.index.internal.numpy.Halves;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The columns of a part.
final class PartSchema {

    static final String ID = "id";
    static final String NAME = "name";
    static final String VECTOR = "vector";
    static final String CAPTIONS = "captions";

    /// Columns that no metadata column may replace.
    static final List<String> RESERVED = List.of(ID, NAME, VECTOR, CAPTIONS);

    /// Keys of the metadata of a file.
    static final String WIDTH_KEY = "diptych.width";

    static final String PRECISION_KEY = "diptych.precision";
    static final String NORMALISED_KEY = "diptych.normalised";
    static final String MODEL_KEY = "diptych.model";
    static final String KIND_KEY = "diptych.kind";

    private PartSchema() {}

    static MessageType of(EmbeddingManifest manifest) {
        List<Type> columns = new ArrayList<>(List.of(
                Types.required(PrimitiveTypeName.INT64).named(ID),
                string(Type.Repetition.REQUIRED, NAME),
                vector(manifest),
                Types.requiredList()
                        .element(string(Type.Repetition.REQUIRED, "element"))
                        .named(CAPTIONS)));
        manifest.metadata().forEach(column -> columns.add(string(Type.Repetition.OPTIONAL, column)));
        return new MessageType("embedding", columns);
    }

    private static Type vector(EmbeddingManifest manifest) {
        return switch (manifest.precision()) {
            case FLOAT ->
                Types.requiredList()
                        .element(Types.required(PrimitiveTypeName.FLOAT).named("element"))
                        .named(VECTOR);
            case HALF ->
                Types.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(Halves.BYTES * manifest.width())
                        .named(VECTOR);
        };
    }

    private static Type string(Type.Repetition repetition, String name) {
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }
}
