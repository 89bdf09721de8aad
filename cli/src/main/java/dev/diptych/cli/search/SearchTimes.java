package dev.diptych.cli.search;

import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs when the steps of a search were reached, from the start of the process, for `--verbose`.
public final class SearchTimes {

    private final Logger log = LoggerFactory.getLogger(SearchTimes.class);
    private final long start = ManagementFactory.getRuntimeMXBean().getStartTime();

    /// @param step what has been done by now
    public void reached(String step) {
        log.debug("{} ms: {}", System.currentTimeMillis() - start, step);
    }
}
