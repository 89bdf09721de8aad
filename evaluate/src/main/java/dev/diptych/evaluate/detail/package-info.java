/// Details of an evaluation for its report: distributions of similarities, reliability, classes and
/// their confusions.
@NullMarked
package dev.diptych.evaluate.detail;

import org.jspecify.annotations.NullMarked;
