@NullMarked
package dev.diptych.report;

import org.jspecify.annotations.NullMarked;
