/// HTTP without the server library: routes, requests, replies, access checks, logs and metrics.
@NullMarked
package dev.diptych.serve.internal.http;

import org.jspecify.annotations.NullMarked;
