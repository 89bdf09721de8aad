/// Models from the Hugging Face hub: its HTTP protocol and the cache that it shares with Python.
@NullMarked
package dev.diptych.hub;

import org.jspecify.annotations.NullMarked;
