package dev.diptych.index;

/// Names of the Lucene fields of an item.
final class Fields {

    static final String ID = "id";
    static final String VECTOR = "vector";
    static final String CAPTION = "caption";
    static final String IMAGE = "image";

    private static final String KEYWORD = "metadata.";
    private static final String NUMBER = "number.";

    private Fields() {}

    /// The field with the value of a metadata field as it is.
    static String keyword(String metadata) {
        return KEYWORD + metadata;
    }

    /// The field with the value of a metadata field as a number.
    static String number(String metadata) {
        return NUMBER + metadata;
    }

    static boolean isKeyword(String field) {
        return field.startsWith(KEYWORD);
    }

    /// The metadata field of a field for which [#isKeyword] holds.
    static String metadata(String field) {
        return field.substring(KEYWORD.length());
    }
}
