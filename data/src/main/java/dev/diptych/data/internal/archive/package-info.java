/// Tar shards, downloads, caches and path patterns behind the data formats.
@NullMarked
package dev.diptych.data.internal.archive;

import org.jspecify.annotations.NullMarked;
