// What seeds and early stopping make of scores and time.

/** The best at the top, which is the last. */
const ofSeveralSeeds = () =>
  sweep.configurations.filter(one => one.scores.length > 1).slice(0, 25).reverse();

const seedsPoint = (one, place) => ({
  value: [one.mean, place],
  said:
    `${one.choice}; mean ${number(one.mean)} ${sweep.metric}; ` +
    `95 % interval ${one.interval.map(number).join(" to ")}; ` +
    `${one.scores.length} seeds: ${one.scores.map(number).join(", ")}`,
});

/** Of few seeds intervals may be so long that nothing else would be seen. */
function seedsRange(found) {
  const all = found.flatMap(one => one.scores);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.25 * (high > low ? high - low : Math.abs(high || 1) / 100);
  return {
    min: low - margin,
    max: high + margin,
    axisLabel: { color: style("--muted"), showMinLabel: false, showMaxLabel: false },
  };
}

function seeds() {
  const found = ofSeveralSeeds();
  const left = isNarrow() ? 130 : 210;
  return {
    ...base(),
    grid: grid({ left, top: 30 }),
    legend: { top: 0, textStyle: { color: style("--ink") } },
    xAxis: scoreAxis({ nameGap: 32, name: sweep.metric, ...seedsRange(found) }),
    yAxis: axis({
      type: "category",
      data: found.map(one => one.choice.replaceAll(" = ", " ")),
      axisLabel: { color: style("--muted"), width: left - 14, overflow: "truncate", interval: 0 },
    }),
    series: [
      whiskers(
        found.map((one, i) => ({
          ...seedsPoint(one, i), value: [one.interval[0], i, one.interval[1]] })),
        { stroke: palette()[0], lineWidth: 6, opacity: 0.4 },
        { name: "95 % interval of the mean", clip: true }),
      {
        type: "scatter",
        name: "seeds",
        symbolSize: 8,
        data: found.flatMap((one, i) =>
          one.scores.map(score => ({ ...seedsPoint(one, i), value: [score, i] }))),
      },
    ],
  };
}

const walkSeeds = () => {
  const found = ofSeveralSeeds();
  return [found.map((one, i) => ({ ...seedsPoint(one, i), series: 0, index: i })).reverse()];
};

function savingsPoints() {
  const { trained, whole, stopped } = sweep.savings;
  const rungs = stopped.map((count, rung) => `${count} stopped at rung ${rung + 1}`).join(", ");
  return [
    {
      value: [whole, 0],
      said: `All to their end; about ${seconds(whole)}, estimated`,
    },
    {
      value: [trained, 1],
      said: `With early stopping; ${seconds(trained)}, ${Math.round(100 * trained / whole)} %; ${rungs}`,
    },
  ];
}

function savings() {
  const [whole, trained] = savingsPoints();
  return {
    ...base(),
    grid: grid({ left: 100, right: 80, top: 10 }),
    xAxis: axis({ type: "value", name: "time of all trainings, s" }),
    yAxis: axis({ type: "category", data: ["to the end", "stopped early"] }),
    series: [{
      type: "bar",
      barMaxWidth: 44,
      data: [
        { ...whole, value: whole.value[0], itemStyle: { color: style("--muted") } },
        { ...trained, value: trained.value[0], itemStyle: { color: palette()[0] } },
      ],
      label: {
        show: true,
        position: "right",
        color: style("--ink"),
        formatter: point => seconds(point.value),
      },
    }],
  };
}

const walkSavings = () =>
  [savingsPoints().map((point, index) => ({ ...point, series: 0, index })).reverse()];
