/// Stored embeddings with text and metadata, and search in them; knows no model.
@org.jspecify.annotations.NullMarked
package dev.diptych.index;
