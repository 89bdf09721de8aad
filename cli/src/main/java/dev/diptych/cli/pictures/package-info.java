/// Pictures in terminals that can show them.
@NullMarked
package dev.diptych.cli.pictures;

import org.jspecify.annotations.NullMarked;
