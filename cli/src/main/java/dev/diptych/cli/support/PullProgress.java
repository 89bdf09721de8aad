package dev.diptych.cli.support;

import dev.diptych.hub.HubListener;
import dev.diptych.report.progress.ProgressLine;
import dev.diptych.report.progress.TransferProgress;

/// Shows a download on a progress line, with the speed since the start of its file.
public final class PullProgress implements HubListener {

    private final ProgressLine line;
    private String file = "";
    private long begun;
    private long before;

    public PullProgress(ProgressLine line) {
        this.line = line;
    }

    @Override
    public void say(String words) {
        line.say(words);
    }

    @Override
    public void received(String name, long received, long size) {
        if (!name.equals(file) || received < before) {
            file = name;
            begun = System.nanoTime();
            before = received; // may include bytes of an earlier attempt
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double speed = seconds < 0.5 ? Double.NaN : (received - before) / seconds;
        line.show(new TransferProgress(name, received, size, speed));
    }
}
