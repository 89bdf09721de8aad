/// Fixtures that the tests of several modules share.
@NullMarked
package dev.diptych.testing;

import org.jspecify.annotations.NullMarked;
