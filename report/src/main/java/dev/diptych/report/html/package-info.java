/// Pages, tables and charts in HTML, in one style.
@NullMarked
package dev.diptych.report.html;

import org.jspecify.annotations.NullMarked;
