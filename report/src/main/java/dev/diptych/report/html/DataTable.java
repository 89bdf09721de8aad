package dev.diptych.report.html;

import java.util.List;

/// The data of a chart as a table that is shown on request.
public final class DataTable {

    private DataTable() {}

    /// @param summary what is shown, such as `Data`
    /// @param columns headings
    /// @param rows a text for each column; the first is the heading of the row
    public static String toHtml(String summary, List<String> columns, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<details class=\"data\">\n<summary>%s</summary>\n<table>\n<thead><tr>"
                .formatted(Html.escape(summary)));
        columns.forEach(each -> html.append("<th scope=\"col\">%s</th>".formatted(Html.escape(each))));
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr><th scope=\"row\">%s</th>".formatted(Html.escape(row.getFirst())));
            row.stream().skip(1).forEach(value -> html.append("<td>%s</td>".formatted(Html.escape(value))));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n</details>\n").toString();
    }
}
