@NullMarked
package dev.diptych.model;

import org.jspecify.annotations.NullMarked;
