/// Small pictures of stored images for the web page.
@NullMarked
package dev.diptych.serve.internal.picture;

import org.jspecify.annotations.NullMarked;
