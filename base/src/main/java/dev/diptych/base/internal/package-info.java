/// Atomic files, locks, worker threads, proxies and JSON fields, for the other modules.
@NullMarked
package dev.diptych.base.internal;

import org.jspecify.annotations.NullMarked;
