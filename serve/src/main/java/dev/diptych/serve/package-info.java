/// The HTTP server.
@org.jspecify.annotations.NullMarked
package dev.diptych.serve;
