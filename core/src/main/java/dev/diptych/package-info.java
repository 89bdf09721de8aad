/// What every floor of the house may use: the one exception for wrong input.
@NullMarked
package dev.diptych;

import org.jspecify.annotations.NullMarked;
