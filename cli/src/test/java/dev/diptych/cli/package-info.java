/// Tests of the command, run as a process.
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
