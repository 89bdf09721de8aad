/// The command line.
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
