/// Output of the commands that index and search.
@org.jspecify.annotations.NullMarked
package dev.diptych.cli.search;
