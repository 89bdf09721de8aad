/// Images from other servers, without access to private networks.
@NullMarked
package dev.diptych.serve.internal.fetch;

import org.jspecify.annotations.NullMarked;
