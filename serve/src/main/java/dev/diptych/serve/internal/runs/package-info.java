/// Training runs and their curves.
@NullMarked
package dev.diptych.serve.internal.runs;

import org.jspecify.annotations.NullMarked;
