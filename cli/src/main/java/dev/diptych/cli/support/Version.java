package dev.diptych.cli.support;

import dev.diptych.Versions;
import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into the jar.
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"diptych " + Versions.diptych()};
    }
}
