package dev.diptych.cli.support;

import dev.diptych.Versions;
import picocli.CommandLine.IVersionProvider;

/// The version, as written into the jar by the build.
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"diptych " + Versions.diptych()};
    }
}
