/// What shortens the start of the command.
@NullMarked
package dev.diptych.cli.startup;

import org.jspecify.annotations.NullMarked;
