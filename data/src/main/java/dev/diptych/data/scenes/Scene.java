package dev.diptych.data.scenes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two or three objects and their relations: the first is on the side `relation` of the second; the third, if any, is
/// on the side `relationOfThird` of both.
///
/// No two objects of a scene have the same colour or the same shape.
///
/// @param relationOfThird present exactly if there are three objects
public record Scene(List<SceneObject> objects, SpatialRelation relation, Optional<SpatialRelation> relationOfThird) {

    /// Position in a grid, from the top left.
    record Cell(int column, int row) {}

    public Scene {
        objects = List.copyOf(objects);
        if (objects.size() != (relationOfThird.isPresent() ? 3 : 2)) {
            throw new IllegalArgumentException("A scene of %d objects cannot have %s relation of a third"
                    .formatted(objects.size(), relationOfThird.isPresent() ? "a" : "no"));
        }
        if (objects.stream().map(SceneObject::colour).distinct().count() < objects.size()
                || objects.stream().map(SceneObject::shape).distinct().count() < objects.size()) {
            throw new IllegalArgumentException("Two objects of a scene share a colour or a shape");
        }
    }

    /// Positions of the objects on a grid of half steps; the least column and row are 0. Two neighbours are two
    /// steps apart; a third object above or below a row is centred.
    List<Cell> cells() {
        int x = relation.columns();
        int y = relation.rows();
        List<Cell> centred = relationOfThird
                .map(third -> {
                    int distance = third.isHorizontal() == relation.isHorizontal() ? 3 : 2;
                    return List.of(
                            new Cell(x, y),
                            new Cell(-x, -y),
                            new Cell(distance * third.columns(), distance * third.rows()));
                })
                .orElse(List.of(new Cell(x, y), new Cell(-x, -y)));
        int left = centred.stream().mapToInt(Cell::column).min().orElseThrow();
        int top = centred.stream().mapToInt(Cell::row).min().orElseThrow();
        return centred.stream()
                .map(cell -> new Cell(cell.column() - left, cell.row() - top))
                .toList();
    }

    /// Identity of this scene: its objects and their positions, regardless of their order. Two scenes with the
    /// same possible captions have the same identity; the exact positions in the picture are not part of it.
    public String identity() {
        List<Cell> cells = cells();
        return IntStream.range(0, objects.size())
                .mapToObj(i -> objects.get(i) + "@" + cells.get(i))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /// Returns this scene with the colours of two objects exchanged.
    Scene exchangeColours(int first, int second) {
        SceneObject a = objects.get(first);
        SceneObject b = objects.get(second);
        return replace(first, a.with(b.colour()), second, b.with(a.colour()));
    }

    /// Returns this scene with the shapes of two objects exchanged.
    Scene exchangeShapes(int first, int second) {
        SceneObject a = objects.get(first);
        SceneObject b = objects.get(second);
        return replace(first, a.with(b.shape()), second, b.with(a.shape()));
    }

    /// Returns this scene with the positions of two objects exchanged.
    Scene exchangeFigures(int first, int second) {
        return replace(first, objects.get(second), second, objects.get(first));
    }

    /// Returns this scene with another shape of one object.
    Scene withShape(int object, SceneShape shape) {
        SceneObject changed = objects.get(object).with(shape);
        return replace(object, changed, object, changed);
    }

    private Scene replace(int first, SceneObject newFirst, int second, SceneObject newSecond) {
        List<SceneObject> changed = IntStream.range(0, objects.size())
                .mapToObj(i -> i == first ? newFirst : i == second ? newSecond : objects.get(i))
                .toList();
        return new Scene(changed, relation, relationOfThird);
    }
}
