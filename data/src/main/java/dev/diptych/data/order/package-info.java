/// The order of images and captions in an epoch.
@NullMarked
package dev.diptych.data.order;

import org.jspecify.annotations.NullMarked;
