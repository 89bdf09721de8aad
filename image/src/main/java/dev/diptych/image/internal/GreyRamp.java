package dev.diptych.image.internal;

/// Initial entries of Pillow's palettes: entry i is the grey i, unless the file specifies another colour.
public final class GreyRamp {

    private GreyRamp() {}

    /// 256 colours: R, G, B of each.
    public static byte[] palette() {
        byte[] ramp = new byte[3 * 256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (i / 3);
        }
        return ramp;
    }
}
