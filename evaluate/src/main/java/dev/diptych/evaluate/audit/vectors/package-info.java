/// Vectors of audited images and texts, in memory or elsewhere, and the statistics computed from
/// them.
@NullMarked
package dev.diptych.evaluate.audit.vectors;

import org.jspecify.annotations.NullMarked;
