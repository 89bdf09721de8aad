package dev.diptych.data.scenes;

/// Position of one object relative to another.
public enum SpatialRelation {
    LEFT(-1, 0),
    RIGHT(1, 0),
    ABOVE(0, -1),
    BELOW(0, 1);

    private final int columns;
    private final int rows;

    SpatialRelation(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /// Step to the right, in cells.
    int columns() {
        return columns;
    }

    /// Step down, in cells.
    int rows() {
        return rows;
    }

    boolean isHorizontal() {
        return columns != 0;
    }

    public SpatialRelation opposite() {
        return switch (this) {
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
            case ABOVE -> BELOW;
            case BELOW -> ABOVE;
        };
    }
}
