@NullMarked
package dev.diptych.data.survey;

import org.jspecify.annotations.NullMarked;
