/// Options, tables and messages that several commands share.
@NullMarked
package dev.diptych.cli.support;

import org.jspecify.annotations.NullMarked;
