/// Files of a folder that belong to a data set.
@NullMarked
package dev.diptych.data.internal.folder;

import org.jspecify.annotations.NullMarked;
