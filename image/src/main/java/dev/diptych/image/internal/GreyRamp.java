package dev.diptych.image.internal;

/// What Pillow begins every palette with: entry i is the grey i, where the file gives no other colour.
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
