/// What every request to a server needs.
@org.jspecify.annotations.NullMarked
package dev.diptych.web;
