package dev.diptych.evaluate.ranking;

/// Where the relevant candidates of one query are in its ranking.
///
/// @param positions position of each, from 1, ascending
/// @param grades their grades, in the same order
/// @param candidates the number of candidates that are ranked
@SuppressWarnings("ArrayRecordComponent") // read only
record Ranked(int[] positions, float[] grades, int candidates) {}
