/// The order of images and captions in an epoch.
@NullMarked
package dev.diptych.data.internal.order;

import org.jspecify.annotations.NullMarked;
