/// The vector format of exact search, which Lucene finds by its name.
@org.jspecify.annotations.NullMarked
package dev.diptych.index.internal;
