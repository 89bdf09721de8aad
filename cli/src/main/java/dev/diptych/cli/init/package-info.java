/// The dialogue that writes a recipe, and the recipes that come with the command.
@NullMarked
package dev.diptych.cli.init;

import org.jspecify.annotations.NullMarked;
