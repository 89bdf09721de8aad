/// The data, results and reports of the evaluate command.
@NullMarked
package dev.diptych.cli.evaluation;

import org.jspecify.annotations.NullMarked;
