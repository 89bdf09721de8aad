/// Models from the Hugging Face hub: its HTTP protocol, and the cache on disk that Python's libraries share.
@org.jspecify.annotations.NullMarked
package dev.diptych.hub;
