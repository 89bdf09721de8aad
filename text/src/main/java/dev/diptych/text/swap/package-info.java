/// Hard negative captions: rules that change one word of an English caption so that it becomes false.
@NullMarked
package dev.diptych.text.swap;

import org.jspecify.annotations.NullMarked;
