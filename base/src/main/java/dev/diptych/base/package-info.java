/// What every module needs: the exception for invalid input, keyed random numbers, digests, the progress listener.
@NullMarked
package dev.diptych.base;

import org.jspecify.annotations.NullMarked;
