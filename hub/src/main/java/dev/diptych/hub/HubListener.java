package dev.diptych.hub;

/// Receives the progress of a download, on the thread that downloads.
public interface HubListener {

    /// Reports an event in one line: a wait, another attempt, a file without a checksum.
    void say(String line);

    /// Reports received bytes; called many times per second.
    ///
    /// @param received bytes of the file so far, including those of earlier attempts
    /// @param size of the complete file; -1 if unknown
    void received(String file, long received, long size);
}
