package io.github.tbptt4j.internal.exchange;

import java.util.Map;

/**
 * What an exported network takes and gives besides input and output.
 *
 * @param state whether states go in and come out
 * @param lengths whether the lengths of sequences go in
 * @param metadata texts beside the graph
 */
public record OnnxOptions(boolean state, boolean lengths, Map<String, String> metadata) {}
