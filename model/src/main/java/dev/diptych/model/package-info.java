/// Image and text encoders, projections, the dual encoder and the cross-attention fusion.
@NullMarked
package dev.diptych.model;

import org.jspecify.annotations.NullMarked;
