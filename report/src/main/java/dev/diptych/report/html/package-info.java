/// Pages, tables and charts in HTML.
@NullMarked
package dev.diptych.report.html;

import org.jspecify.annotations.NullMarked;
