package dev.diptych.evaluate.statistics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Minimises a smooth convex function by L-BFGS (Liu and Nocedal, 1989) in float64, with ten pairs of memory and a
/// line search by bisection to the weak Wolfe conditions (Lewis and Overton, 2013), which keeps the curvature
/// positive.
final class Lbfgs {

    private static final int MEMORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int TRIALS = 60;

    private Lbfgs() {}

    /// The function and its gradient.
    @FunctionalInterface
    interface Function {
        /// The value at `x`; writes the gradient to `gradient`.
        double evaluate(double[] x, double[] gradient);
    }

    /// A step and the change of the gradient along it.
    private record Update(double[] step, double[] change, double product) {}

    /// The minimiser, from `start`: stops when no element of the gradient exceeds `tolerance`, when
    /// rounding prevents further progress, or after `iterations`.
    static double[] minimise(Function function, double[] start, double tolerance, int iterations) {
        double[] x = start.clone();
        double[] gradient = new double[x.length];
        double value = function.evaluate(x, gradient);
        Deque<Update> updates = new ArrayDeque<>();
        for (int iteration = 0; iteration < iterations && largest(gradient) > tolerance; iteration++) {
            double[] direction = direction(gradient, updates);
            double slope = dot(direction, gradient);
            double[] next = new double[x.length];
            double[] nextGradient = new double[x.length];
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double length = updates.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double nextValue = Double.NaN;
            boolean found = false;
            for (int trial = 0; trial < TRIALS && !found; trial++) {
                for (int i = 0; i < x.length; i++) {
                    next[i] = x[i] + length * direction[i];
                }
                nextValue = function.evaluate(next, nextGradient);
                if (!(nextValue <= value + SUFFICIENT_DECREASE * length * slope)) {
                    high = length;
                } else if (dot(direction, nextGradient) < CURVATURE * slope) {
                    low = length;
                } else {
                    found = true;
                    break;
                }
                length = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
            }
            if (!found) {
                return x; // the decrease is below rounding
            }
            remember(updates, x, next, gradient, nextGradient);
            x = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return x;
    }

    /// The two-loop recursion: minus the inverse Hessian estimate times the gradient.
    private static double[] direction(double[] gradient, Deque<Update> updates) {
        double[] direction = new double[gradient.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -gradient[i];
        }
        double[] factors = new double[updates.size()];
        int at = factors.length;
        for (Iterator<Update> newestFirst = updates.descendingIterator(); newestFirst.hasNext(); ) {
            Update update = newestFirst.next();
            factors[--at] = dot(update.step(), direction) / update.product();
            add(direction, -factors[at], update.change());
        }
        if (!updates.isEmpty()) {
            Update newest = updates.getLast();
            double scale = newest.product() / dot(newest.change(), newest.change());
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (Update update : updates) {
            double factor = dot(update.change(), direction) / update.product();
            add(direction, factors[at++] - factor, update.step());
        }
        return direction;
    }

    private static void remember(
            Deque<Update> updates, double[] x, double[] next, double[] gradient, double[] nextGradient) {
        double[] step = next.clone();
        add(step, -1, x);
        double[] change = nextGradient.clone();
        add(change, -1, gradient);
        double product = dot(step, change);
        if (product > 0) {
            updates.addLast(new Update(step, change, product));
            if (updates.size() > MEMORY) {
                updates.removeFirst();
            }
        }
    }

    private static void add(double[] to, double factor, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
