// What has a score on an axis.

const base = () => ({
  animation: !still.matches,
  animationDuration: 300,
  color: palette(),
  backgroundColor: "transparent",
  textStyle: { color: style("--ink"), fontFamily: getComputedStyle(document.body).fontFamily },
  tooltip: {
    confine: true,
    backgroundColor: style("--card"),
    borderColor: style("--edge"),
    textStyle: { color: style("--ink") },
    extraCssText: "white-space: normal; max-width: 24rem;",
    formatter: point => (point.data && point.data.said ? tip(point.data.said) : ""),
  },
  aria: { enabled: false }, // the figure says more
});

const axis = more => ({
  nameLocation: "middle",
  nameGap: 32,
  nameTextStyle: { color: style("--muted") },
  axisLabel: { color: style("--muted"), hideOverlap: true },
  axisLine: { lineStyle: { color: style("--line") } },
  splitLine: { lineStyle: { color: style("--line") } },
  ...more,
});

const scoreAxis = more =>
  axis({
    type: "value",
    scale: true,
    name: `${sweep.metric} (${sweep.lowerIsBetter ? "lower" : "higher"} is better)`,
    nameGap: 52,
    ...more,
  });

const grid = more => ({ left: 72, right: 24, top: 30, bottom: 50, ...more });

const baselines = () => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: style("--muted"), type: "dashed" },
  label: { color: style("--muted"), position: "insideEndTop", formatter: mark => mark.name },
  data: sweep.baselines
    .filter(baseline => baseline.score !== null && inRange(baseline.score))
    .map(baseline => ({ name: baseline.name, yAxis: baseline.score })),
});

/** Far from all candidates it would press their differences into a line. */
function inRange(score) {
  const all = scored().map(row => row.score);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return score > low - (high - low) && score < high + (high - low);
}

let curvesOver = "steps";

const curve = row => sweep.curves[row.index] || [];

function curvePoint(row, point) {
  const over = `${number(point[0])} time steps, ${seconds(point[1])}`;
  const stopped = row.stopped ? "; stopped early" : "";
  return {
    value: [point[curvesOver === "steps" ? 0 : 1], point[2]],
    said: `${row.name} ${row.choice}; ${number(point[2])} ${sweep.metric} after ${over}${stopped}`,
  };
}

function curves() {
  const rows = scored();
  const visible = shown();
  const scores = rows.map(row => row.score);
  return {
    ...base(),
    grid: grid(),
    xAxis: axis({
      type: "value",
      name: curvesOver === "steps" ? "time steps" : "training time, s",
    }),
    yAxis: scoreAxis(),
    series: rows.map((row, i) => {
      const color = row.best
        ? palette()[1]
        : rgb(shade(place(row.score, scores, sweep.lowerIsBetter)));
      const hidden = !visible.has(row.index);
      return {
        type: "line",
        name: row.name,
        data: curve(row).map(point => curvePoint(row, point)),
        showSymbol: curve(row).length < 2,
        symbolSize: 6,
        symbol: "circle",
        triggerLineEvent: true,
        lineStyle: {
          color,
          width: row.best ? 3.5 : 1.5,
          type: row.stopped ? "dashed" : "solid",
          opacity: hidden ? 0.04 : row.stopped ? 0.35 : row.best ? 1 : 0.8,
        },
        itemStyle: { color, opacity: hidden ? 0.04 : row.stopped ? 0.35 : 1 },
        emphasis: { focus: "series", lineStyle: { opacity: 1 } },
        z: row.best ? 5 : 2,
        markLine: i === 0 ? baselines() : undefined,
      };
    }),
    tooltip: {
      ...base().tooltip,
      // a line has no point of its own: its last stands for it
      formatter: at => {
        const row = rows[at.seriesIndex];
        const points = curve(row);
        return tip(curvePoint(row, points[at.dataIndex ?? points.length - 1]).said);
      },
    },
  };
}

const walkCurves = () =>
  scored().map((row, series) =>
    curve(row).map((point, index) => ({ ...curvePoint(row, point), series, index })));

function choicePoint(one) {
  const spread = one.interval ? `, 95 % ${one.interval.map(number).join(" to ")}` : "";
  const place = one.front ? "; in the Pareto set" : one.stopped ? "; stopped early" : "";
  return {
    value: [one.seconds, one.mean],
    said:
      `${one.choice}; ${number(one.mean)} ${sweep.metric}${spread}; ` +
      `${seconds(one.seconds)} of training, states of ${memory(one.bytes)}${place}`,
  };
}

const tradeoffGroups = () => [
  sweep.configurations.filter(one => !one.front),
  sweep.configurations.filter(one => one.front).sort((a, b) => a.seconds - b.seconds),
];

function tradeoff() {
  const visible = shown();
  const largest = Math.max(...sweep.configurations.map(one => one.bytes), 1);
  const points = (found, more) => ({
    type: "scatter",
    data: found.map(one => ({
      ...choicePoint(one),
      symbolSize: 8 + 18 * Math.sqrt(one.bytes / largest),
      itemStyle: {
        opacity: !one.candidates.some(i => visible.has(i)) ? 0.05 : one.stopped ? 0.35 : 0.85,
      },
    })),
    ...more,
  });
  const [others, front] = tradeoffGroups();
  return {
    ...base(),
    grid: grid({ top: 44 }),
    legend: { top: 0, textStyle: { color: style("--ink") } },
    xAxis: axis({ type: "value", name: "training time, s", scale: true }),
    yAxis: scoreAxis(),
    series: [
      points(others, { name: "others", symbol: "circle", markLine: baselines() }),
      points(front, { name: "Pareto set", symbol: "diamond", z: 4 }),
    ],
  };
}

const walkTradeoff = () =>
  tradeoffGroups()
    .map((group, series) =>
      group.map((one, index) => ({ ...choicePoint(one), series, index })))
    .reverse();
