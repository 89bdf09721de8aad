package dev.diptych.hub;

/// Hears how a download gets on. Called on the thread that downloads.
public interface HubListener {

    /// Something to tell, a line: a wait, a second try, a file without a checksum.
    void say(String line);

    /// Bytes came in; many calls a second.
    ///
    /// @param received bytes of the file so far, those of an earlier try included
    /// @param size of the whole file; -1 where the server does not say
    void received(String file, long received, long size);
}
