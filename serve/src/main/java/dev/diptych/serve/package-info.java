/// The HTTP server: embeddings, search, pair check and review of audits, and a web page for them.
@NullMarked
package dev.diptych.serve;

import org.jspecify.annotations.NullMarked;
