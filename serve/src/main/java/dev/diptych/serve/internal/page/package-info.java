/// The web page and the description of the API.
@NullMarked
package dev.diptych.serve.internal.page;

import org.jspecify.annotations.NullMarked;
