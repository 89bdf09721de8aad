/// The public API of Diptych: load a model and use it, or train one. Java's own types in and out.
@NullMarked
package dev.diptych;

import org.jspecify.annotations.NullMarked;
