package io.github.tbptt4j.benchmark;

import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;

/**
 * A row of the results: medians in ms, null where there is none.
 *
 * @param name the case
 * @param oursMs this project
 * @param torchMs libtorch at its best setting
 * @param dl4jMs DL4J's SimpleRnn at its best setting
 * @param limitMs the case's arithmetic at the rate of a large sgemm
 * @param fullMs our full BPTT, for a truncated case
 * @param oursSetting our best setting
 * @param torchSetting libtorch's
 * @param dl4jSetting DL4J's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"case", "ours_ms", "torch_ms", "dl4j_ms", "limit_ms", "full_ms"})
record Measurement(
    @JsonProperty("case") String name,
    @JsonProperty("ours_ms") Double oursMs,
    @JsonProperty("torch_ms") Double torchMs,
    @JsonProperty("dl4j_ms") Double dl4jMs,
    @JsonProperty("limit_ms") Double limitMs,
    @JsonProperty("full_ms") Double fullMs,
    @JsonProperty("ours_setting") String oursSetting,
    @JsonProperty("torch_setting") String torchSetting,
    @JsonProperty("dl4j_setting") String dl4jSetting) {}
