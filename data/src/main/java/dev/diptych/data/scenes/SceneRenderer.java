package dev.diptych.data.scenes;

import dev.diptych.base.RandomKey;
import dev.diptych.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.random.RandomGenerator;

/// Renders a scene as a square picture. The key determines everything else: the shade of the background and the exact
/// position, size and hue of each object. Equal scenes and keys give equal bytes.
///
/// Thread-safe.
public final class SceneRenderer {

    private static final double SIZE_JITTER = 0.06;
    private static final int DARKEST = 18;
    private static final int LIGHTEST = 84;
    private static final int HUE_JITTER = 9;

    private SceneRenderer() {}

    /// Renders a scene, `side` pixels wide and high.
    public static RgbImage render(Scene scene, RandomKey key, int side) {
        RandomGenerator random = key.with("picture").generator();
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            int shade = DARKEST + random.nextInt(LIGHTEST - DARKEST + 1);
            graphics.setColor(new Color(shade, shade, shade));
            graphics.fillRect(0, 0, side, side);
            draw(scene, random, side, graphics);
        } finally {
            graphics.dispose();
        }
        return pixels(picture, side);
    }

    private static void draw(Scene scene, RandomGenerator random, int side, Graphics2D graphics) {
        List<Scene.Cell> cells = scene.cells();
        int columns = cells.stream().mapToInt(Scene.Cell::column).max().orElseThrow();
        int rows = cells.stream().mapToInt(Scene.Cell::row).max().orElseThrow();
        Axis across = Axis.of(columns);
        Axis down = Axis.of(rows);
        double left = across.start(columns, random);
        double top = down.start(rows, random);
        double scale = Math.min(across.scale(), down.scale()) * side;
        for (int i = 0; i < cells.size(); i++) {
            Scene.Cell cell = cells.get(i);
            SceneObject object = scene.objects().get(i);
            double x = left + cell.column() * across.step() + jitter(random, across.jitter());
            double y = top + cell.row() * down.step() + jitter(random, down.jitter());
            double radius = object.size().radius() * (1 + jitter(random, SIZE_JITTER));
            graphics.setColor(colour(object.colour(), random));
            graphics.fill(SceneOutlines.outline(object.shape(), x * side, y * side, radius * scale));
        }
    }

    /// Spacing of objects along one axis, as fractions of the side: the step between two cells (half the distance
    /// of neighbours), the maximum offset of an object from its cell and of the group from the centre, and the
    /// scale of the objects. Three in a row are closer and smaller.
    private record Axis(double step, double jitter, double shift, double scale) {
        private static final Axis ROOMY = new Axis(0.215, 0.03, 0.05, 1);
        private static final Axis THREE_IN_A_ROW = new Axis(0.16, 0.012, 0, 0.82);

        static Axis of(int cells) {
            return cells > 2 ? THREE_IN_A_ROW : ROOMY;
        }

        double start(int cells, RandomGenerator random) {
            return 0.5 - cells / 2.0 * step + SceneRenderer.jitter(random, shift);
        }
    }

    private static double jitter(RandomGenerator random, double bound) {
        return (2 * random.nextDouble() - 1) * bound;
    }

    private static Color colour(SceneColour colour, RandomGenerator random) {
        return new Color(
                channel(colour.red(), random), channel(colour.green(), random), channel(colour.blue(), random));
    }

    private static int channel(int value, RandomGenerator random) {
        return Math.clamp(value + random.nextInt(-HUE_JITTER, HUE_JITTER + 1), 0, 255);
    }

    private static RgbImage pixels(BufferedImage picture, int side) {
        int[] packed = picture.getRGB(0, 0, side, side, null, 0, side);
        byte[] pixels = new byte[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            pixels[3 * i] = (byte) (packed[i] >> 16);
            pixels[3 * i + 1] = (byte) (packed[i] >> 8);
            pixels[3 * i + 2] = (byte) packed[i];
        }
        return new RgbImage(side, side, pixels);
    }
}
