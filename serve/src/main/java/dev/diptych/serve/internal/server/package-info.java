/// The server library: connections, reading of bodies and writing of replies.
@NullMarked
package dev.diptych.serve.internal.server;

import org.jspecify.annotations.NullMarked;
