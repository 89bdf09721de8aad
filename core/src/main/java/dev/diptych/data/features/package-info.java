/// Features of images and texts that a frozen part of a model computed once, in memory-mapped files.
@NullMarked
package dev.diptych.data.features;

import org.jspecify.annotations.NullMarked;
