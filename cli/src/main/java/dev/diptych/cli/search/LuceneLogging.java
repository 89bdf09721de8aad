package dev.diptych.cli.search;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Log messages of Lucene, which uses Java's own logging.
public final class LuceneLogging {

    // A logger without a reference loses its level.
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private LuceneLogging() {}

    /// Hides messages about the vector instructions that Lucene found.
    public static void onlyErrors() {
        LUCENE.setLevel(Level.SEVERE);
    }
}
