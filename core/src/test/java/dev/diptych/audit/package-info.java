@NullMarked
package dev.diptych.audit;

import org.jspecify.annotations.NullMarked;
