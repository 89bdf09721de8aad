/// The `diptych` command: one class a command, nothing but options and wiring.
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
