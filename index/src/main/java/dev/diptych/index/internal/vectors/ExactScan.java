package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Compares queries with every vector of an index, on all processors: one pass over the memory for all queries of a
/// call. The result does not depend on the number of threads.
public final class ExactScan {

    // Rows of a task: a few milliseconds, so that the processors end together.
    private static final int ROWS = 4096;

    private ExactScan() {}

    /// One query of a scan.
    ///
    /// @param vector `[P]` of length 1
    /// @param limit number of best documents to keep
    /// @param scope for each segment the documents to compare with; null for all
    /// @param accepted for each segment the documents that may be among the best; null for all
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Question(
            float[] vector, int limit, FixedBitSet @Nullable [] scope, FixedBitSet @Nullable [] accepted) {}

    /// Documents with the largest cosines, and sums over all cosines.
    public record Answer(TopScores best, CosineSums all) {}

    private record Task(int segment, int from, int to) {}

    /// Answers in the order of the questions.
    public static List<Answer> scan(List<Segment> segments, List<Question> questions, int width, boolean half) {
        List<Task> tasks = new ArrayList<>();
        for (int segment = 0; segment < segments.size(); segment++) {
            int count = segments.get(segment).rows().count();
            for (int from = 0; from < count; from += ROWS) {
                tasks.add(new Task(segment, from, Math.min(from + ROWS, count)));
            }
        }
        float[][] vectors = questions.stream().map(Question::vector).toArray(float[][]::new);
        List<List<Answer>> parts = IntStream.range(0, tasks.size())
                .parallel()
                .mapToObj(task -> scan(tasks.get(task), segments, questions, vectors, new DotProducts(width, half)))
                .toList();
        List<Answer> answers = empty(questions);
        for (List<Answer> part : parts) {
            for (int i = 0; i < part.size(); i++) {
                answers.get(i).best().addAll(part.get(i).best());
                answers.get(i).all().addAll(part.get(i).all());
            }
        }
        return answers;
    }

    private static List<Answer> scan(
            Task task, List<Segment> segments, List<Question> questions, float[][] vectors, DotProducts products) {
        Segment segment = segments.get(task.segment());
        VectorRows rows = segment.rows();
        MemorySegment block;
        try {
            block = rows.block(task.from(), task.to());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        long rowBytes = block.byteSize() / (task.to() - task.from());
        List<Answer> answers = empty(questions);
        float[] cosines = new float[vectors.length];
        for (int row = task.from(); row < task.to(); row++) {
            if (!rows.isLive(row)) {
                continue;
            }
            products.compute(block, (row - task.from()) * rowBytes, vectors, cosines);
            for (int i = 0; i < cosines.length; i++) {
                Question question = questions.get(i);
                if (contains(question.scope(), task.segment(), row)) {
                    answers.get(i).all().add(cosines[i]);
                    if (contains(question.accepted(), task.segment(), row)) {
                        answers.get(i).best().add(segment.firstDocument() + row, cosines[i]);
                    }
                }
            }
        }
        return answers;
    }

    private static boolean contains(FixedBitSet @Nullable [] documents, int segment, int row) {
        return documents == null || documents[segment].get(row);
    }

    private static List<Answer> empty(List<Question> questions) {
        return questions.stream()
                .map(question -> new Answer(new TopScores(question.limit()), new CosineSums()))
                .toList();
    }
}
