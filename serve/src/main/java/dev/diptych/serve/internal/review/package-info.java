/// Review of the findings of an audit.
@NullMarked
package dev.diptych.serve.internal.review;

import org.jspecify.annotations.NullMarked;
