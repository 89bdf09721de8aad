package dev.diptych.data.scenes;

import java.util.Locale;

/// Colours of objects; none is close to a background, which is dark grey.
public enum SceneColour {
    RED(220, 38, 38),
    ORANGE(247, 140, 20),
    YELLOW(248, 226, 54),
    GREEN(42, 168, 68),
    BLUE(44, 92, 226),
    PURPLE(140, 52, 186),
    PINK(250, 158, 204),
    WHITE(242, 242, 242);

    private final int red;
    private final int green;
    private final int blue;

    SceneColour(int red, int green, int blue) {
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    int red() {
        return red;
    }

    int green() {
        return green;
    }

    int blue() {
        return blue;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
