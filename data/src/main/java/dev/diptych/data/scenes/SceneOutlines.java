package dev.diptych.data.scenes;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;

/// Outlines of the shapes around a centre, of about equal extent for equal radius. Corners are computed with
/// `StrictMath`, so that they are the same on every machine.
final class SceneOutlines {

    private SceneOutlines() {}

    static Shape outline(SceneShape shape, double x, double y, double radius) {
        return switch (shape) {
            case CIRCLE -> ellipse(x, y, 0.92 * radius);
            case SQUARE -> box(x, y, 0.82 * radius, 0.82 * radius);
            case TRIANGLE -> polygon(3, x, y + 0.18 * radius, 1.12 * radius);
            case STAR -> star(x, y, 1.15 * radius);
            case DIAMOND -> diamond(x, y, 0.78 * radius, 1.12 * radius);
            case PENTAGON -> polygon(5, x, y, radius);
            case CROSS -> cross(x, y, radius);
            case RING -> ring(x, y, radius);
        };
    }

    private static Shape ellipse(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    private static Shape box(double x, double y, double halfWidth, double halfHeight) {
        return new Rectangle2D.Double(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight);
    }

    /// Regular polygon with a corner at the top.
    private static Shape polygon(int corners, double x, double y, double radius) {
        double[] radii = new double[corners];
        Arrays.fill(radii, radius);
        return corners(x, y, radii);
    }

    private static Shape star(double x, double y, double radius) {
        double[] radii = new double[10];
        for (int i = 0; i < radii.length; i++) {
            radii[i] = i % 2 == 0 ? radius : 0.42 * radius;
        }
        return corners(x, y, radii);
    }

    /// Polygon with corners at equal angles, clockwise from the top, each at its own distance.
    private static Shape corners(double x, double y, double[] radii) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < radii.length; i++) {
            double angle = 2 * Math.PI * i / radii.length;
            double cornerX = x + radii[i] * StrictMath.sin(angle);
            double cornerY = y - radii[i] * StrictMath.cos(angle);
            if (i == 0) {
                path.moveTo(cornerX, cornerY);
            } else {
                path.lineTo(cornerX, cornerY);
            }
        }
        path.closePath();
        return path;
    }

    private static Shape diamond(double x, double y, double halfWidth, double halfHeight) {
        Path2D path = new Path2D.Double();
        path.moveTo(x, y - halfHeight);
        path.lineTo(x + halfWidth, y);
        path.lineTo(x, y + halfHeight);
        path.lineTo(x - halfWidth, y);
        path.closePath();
        return path;
    }

    private static Shape cross(double x, double y, double radius) {
        Area area = new Area(box(x, y, radius, 0.34 * radius));
        area.add(new Area(box(x, y, 0.34 * radius, radius)));
        return area;
    }

    private static Shape ring(double x, double y, double radius) {
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        path.append(ellipse(x, y, radius), false);
        path.append(ellipse(x, y, 0.55 * radius), false);
        return path;
    }
}
