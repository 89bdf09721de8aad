/// Image-text pairs, labelled images and human ratings in memory; pixels are read when they are needed.
@NullMarked
package dev.diptych.data;

import org.jspecify.annotations.NullMarked;
