@NullMarked
package dev.diptych.web;

import org.jspecify.annotations.NullMarked;
