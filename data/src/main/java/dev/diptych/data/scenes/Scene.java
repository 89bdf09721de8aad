package dev.diptych.data.scenes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two or three figures and where they are: the first is on the side `relation` of the second, and the third, where
/// there is one, on the side `relationOfThird` of both.
///
/// No two figures of a scene have the same colour or the same shape.
///
/// @param relationOfThird present exactly if there are three figures
public record Scene(List<SceneObject> figures, SpatialRelation relation, Optional<SpatialRelation> relationOfThird) {

    /// A place in a grid, from the top left.
    record Cell(int column, int row) {}

    public Scene {
        figures = List.copyOf(figures);
        if (figures.size() != (relationOfThird.isPresent() ? 3 : 2)) {
            throw new IllegalArgumentException("A scene of %d figures cannot have %s relation of a third"
                    .formatted(figures.size(), relationOfThird.isPresent() ? "a" : "no"));
        }
        if (figures.stream().map(SceneObject::colour).distinct().count() < figures.size()
                || figures.stream().map(SceneObject::shape).distinct().count() < figures.size()) {
            throw new IllegalArgumentException("Two figures of a scene share a colour or a shape");
        }
    }

    /// The places of the figures on a grid of half steps, the least column and row being 0. Two neighbours are two
    /// steps apart; a third one above or below a row stands midway.
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

    /// What makes this scene this one: its figures and where they are, whatever the order in which they are told. Two
    /// scenes that can be described alike have the same identity; where exactly a picture puts them plays no part.
    public String identity() {
        List<Cell> cells = cells();
        return IntStream.range(0, figures.size())
                .mapToObj(i -> figures.get(i) + "@" + cells.get(i))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /// This scene with two of its figures' colours exchanged.
    Scene exchangeColours(int first, int second) {
        SceneObject a = figures.get(first);
        SceneObject b = figures.get(second);
        return replace(first, a.with(b.colour()), second, b.with(a.colour()));
    }

    /// This scene with two of its figures' shapes exchanged.
    Scene exchangeShapes(int first, int second) {
        SceneObject a = figures.get(first);
        SceneObject b = figures.get(second);
        return replace(first, a.with(b.shape()), second, b.with(a.shape()));
    }

    /// This scene with two of its figures in each other's place.
    Scene exchangeFigures(int first, int second) {
        return replace(first, figures.get(second), second, figures.get(first));
    }

    /// This scene with another shape for one of its figures.
    Scene withShape(int figure, SceneShape shape) {
        SceneObject changed = figures.get(figure).with(shape);
        return replace(figure, changed, figure, changed);
    }

    private Scene replace(int first, SceneObject newFirst, int second, SceneObject newSecond) {
        List<SceneObject> changed = IntStream.range(0, figures.size())
                .mapToObj(i -> i == first ? newFirst : i == second ? newSecond : figures.get(i))
                .toList();
        return new Scene(changed, relation, relationOfThird);
    }
}
