// Lists likely mismatches of a data set with the nearest caption of the data.
//
//   examples/run Mismatches MODEL DATA

import dev.diptych.Diptych;
import dev.diptych.data.format.DataSets;
import dev.diptych.evaluate.audit.AuditOptions;

void main(String[] arguments) {
    try (Diptych model = Diptych.load(arguments[0])) {
        var audit = model.audit(DataSets.read(arguments[1]).pairs(), AuditOptions.defaults());
        IO.println("about %.1f %% of the pairs are mismatched".formatted(100 * audit.wrongShare()));
        for (var pair : audit.ranked().subList(0, Math.min(10, audit.ranked().size()))) {
            String better = pair.better() == null ? "" : "  nearest caption: " + pair.better();
            IO.println("%s  \"%s\"%s".formatted(pair.image(), pair.caption(), better));
        }
    }
}
