package dev.diptych.report.html;

import dev.diptych.report.html.MetricDescription.Better;
import org.jspecify.annotations.Nullable;

/// Descriptions of the loss on held-out data, and of what a text encoder reads of the captions.
final class DataDescriptions {

    private DataDescriptions() {}

    /// The description of `loss.TERM` or `captions.NAME`, the latter also of a part of the data, as in
    /// `captions.training.NAME`; null for another metric.
    static @Nullable MetricDescription of(String name) {
        String[] parts = name.split("\\.", -1);
        String last = parts[parts.length - 1];
        return switch (parts[0]) {
            case "loss" -> loss(last);
            case "captions" -> captions(last, parts.length == 3 ? " (%s)".formatted(parts[1]) : "");
            default -> null;
        };
    }

    private static MetricDescription loss(String term) {
        return switch (term) {
            case "batch" ->
                new MetricDescription(
                        "Images per batch", "", Better.NEITHER, "Batch size of this loss, on which its value depends.");
            case "total" ->
                new MetricDescription("Loss", "", Better.LOWER, "Weighted sum of these terms, as in training.");
            default ->
                new MetricDescription(
                        capitalised(term) + " loss",
                        "",
                        Better.LOWER,
                        "Term of the training loss on held-out images, without augmentation and dropout.");
        };
    }

    private static @Nullable MetricDescription captions(String name, String part) {
        return switch (name) {
            case "count" -> new MetricDescription("Captions" + part, "", Better.NEITHER, "Number of captions.");
            case "limit" ->
                new MetricDescription(
                        "Token limit" + part,
                        "",
                        Better.NEITHER,
                        "Number of tokens that the text encoder takes, special tokens included.");
            case "longest" ->
                new MetricDescription(
                        "Longest caption" + part,
                        "",
                        Better.NEITHER,
                        "Number of its tokens before truncation, special tokens included.");
            case "truncated" ->
                new MetricDescription(
                        "Truncated captions" + part,
                        "",
                        Better.LOWER,
                        "Number of captions that exceed the token limit.");
            case "truncated_share" ->
                new MetricDescription(
                        "Share of truncated captions" + part,
                        "%",
                        Better.LOWER,
                        "Percentage of the captions that exceed the token limit.");
            case "lost_tokens" ->
                new MetricDescription(
                        "Tokens lost by truncation" + part,
                        "%",
                        Better.LOWER,
                        "Percentage of all tokens that the text encoder does not read.");
            case "unknown_tokens" ->
                new MetricDescription(
                        "Unknown tokens" + part,
                        "%",
                        Better.LOWER,
                        "Percentage of the tokens that the vocabulary lacks, which the model cannot distinguish.");
            default -> null;
        };
    }

    private static String capitalised(String term) {
        String words = term.replace('_', ' ');
        return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
