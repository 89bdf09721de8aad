/// Results of the commands that embed and classify.
@NullMarked
package dev.diptych.cli.embedding;

import org.jspecify.annotations.NullMarked;
