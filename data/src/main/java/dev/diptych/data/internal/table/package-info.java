/// Rows of CSV and JSON files, with their positions for messages.
@NullMarked
package dev.diptych.data.internal.table;

import org.jspecify.annotations.NullMarked;
