// What has hyperparameters on an axis.

const MOST_PLACES = 10; // of numbers that are few, each has a place of its own

function dimensions() {
  return [
    ...sweep.hyperparameters.map(one => ({
      name: one.name.replace(/^layer_/, "layer "),
      value: row => row.hyperparameters[one.name] ?? null,
      number: one.number,
      log: one.logarithmic,
      places: !one.number || one.values <= MOST_PLACES,
    })),
    { name: "time, s", value: row => row.seconds, number: true, log: true },
    { name: isNarrow() ? "score" : sweep.metric, value: row => row.score, number: true, score: true },
  ];
}

function parallelAxis(dimension, dim, rows) {
  const values = rows.map(dimension.value).filter(value => value !== null);
  const one = {
    dim,
    name: dimension.name,
    nameLocation: "end",
    nameTextStyle: { color: style("--muted"), width: 92, overflow: "truncate" },
    axisLabel: {
      color: style("--muted"), width: 92, overflow: "truncate", hideOverlap: true,
      formatter: dimension.places ? undefined : short,
      textBorderColor: style("--card"), textBorderWidth: 4,
    },
    axisLine: { lineStyle: { color: style("--muted") } },
  };
  if (dimension.places) {
    const distinct = [...new Set(values)]
      .sort((a, b) => (dimension.number ? a - b : String(a).localeCompare(String(b))));
    return {
      ...one,
      type: "category",
      data: distinct.map(value => (dimension.number ? short(value) : String(value))),
    };
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    ...one,
    type: dimension.log && low > 0 ? "log" : "value",
    scale: true,
    min: low,
    max: high > low ? high : low + Math.abs(low || 1) / 100,
    inverse: Boolean(dimension.score) && sweep.lowerIsBetter,
    nameLocation: dimension.score && sweep.lowerIsBetter ? "start" : "end",
  };
}

function parallel() {
  const rows = scored();
  const scores = rows.map(row => row.score);
  const found = dimensions();
  const narrow = isNarrow();
  return {
    ...base(),
    parallelAxis: found.map((dimension, dim) => parallelAxis(dimension, dim, rows)),
    parallel: {
      left: narrow ? 16 : 60, right: narrow ? 104 : 80, top: narrow ? 24 : 36, bottom: 24,
      layout: narrow ? "vertical" : "horizontal",
      parallelAxisDefault: { areaSelectStyle: { width: 16, opacity: 0.3 } },
    },
    series: [{
      type: "parallel",
      smooth: false,
      inactiveOpacity: 0.05,
      activeOpacity: 0.85,
      realtime: true,
      emphasis: { lineStyle: { width: 5, opacity: 1, color: palette()[1] } },
      data: rows.map(row => ({
        said: saidOf(row),
        value: found.map(dimension => {
          const value = dimension.value(row);
          if (value === null) return "-";
          return !dimension.places ? value : dimension.number ? short(value) : String(value);
        }),
        lineStyle: {
          width: row.best ? 3.5 : 1.6,
          opacity: row.best ? 1 : 0.65,
          color: row.best
            ? palette()[1]
            : rgb(shade(place(row.score, scores, sweep.lowerIsBetter))),
        },
      })),
    }],
  };
}

const saidOf = row =>
  `${row.name} ${row.choice}; ${number(row.score)} ${sweep.metric}; ` +
  `${seconds(row.seconds)} of training${row.stopped ? "; stopped early" : ""}`;

const walkParallel = () =>
  [scored().map((row, index) => ({ said: saidOf(row), series: 0, index }))];

/** What runs through the marked parts of the axes is listed in the table. */
function brush(chart) {
  chart.on("axisareaselected", () => {
    const picked = new Set();
    chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active")
      .forEach(i => picked.add(scored()[i].index));
    const any = chart.getOption().parallelAxis
      .some((axis, i) => chart.getModel().getComponent("parallelAxis", i).activeIntervals.length);
    state.brushed = any ? picked : null;
    changed();
  });
}

let responseShows = "best";

const spread = cell =>
  cell.deviation === null ? `n ${cell.count}` : `\u00b1 ${Number(cell.deviation.toPrecision(2))}, n ${cell.count}`;

function cellPoint(cell) {
  const { k1, k2 } = sweep.response;
  const mean = cell.deviation === null
    ? "one score"
    : `mean ${number(cell.mean)} \u00b1 ${short(cell.deviation)} (standard deviation) of ${cell.count}`;
  return {
    value: [cell.column, cell.row, cell[responseShows]],
    said:
      `k1 ${k1[cell.row]}, k2 ${k2[cell.column]}; best ${number(cell.best)} ${sweep.metric}; ` +
      mean + (cell.stopped ? "; all stopped early" : ""),
  };
}

function response() {
  const { k1, k2, cells } = sweep.response;
  const known = cells.filter(cell => cell[responseShows] !== null);
  const values = known.map(cell => cell[responseShows]);
  const lowIsGood = responseShows === "deviation" || sweep.lowerIsBetter;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = k2.length <= (isNarrow() ? 2 : 6) && k1.length <= 6;
  return {
    ...base(),
    grid: grid({ right: 20, left: 64, top: 16, bottom: 92 }),
    xAxis: axis({ type: "category", data: k2, name: "k2, steps back" }),
    yAxis: axis({ type: "category", data: k1, name: "k1, steps between updates", nameGap: 44 }),
    visualMap: {
      show: high > low,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemHeight: 120,
      itemWidth: 12,
      calculable: false,
      min: low,
      max: high > low ? high : low + 1,
      text: [number(high), number(low)],
      textStyle: { color: style("--muted"), fontSize: 12 },
      inRange: { color: lowIsGood ? gradient() : gradient().reverse() },
    },
    series: [{
      type: "heatmap",
      itemStyle: { borderColor: style("--card"), borderWidth: 2 },
      data: known.map(cell => ({
        ...cellPoint(cell),
        label: {
          show: k2.length <= 12,
          formatter: short4(cell[responseShows]) +
            (room ? `\n${spread(cell)}${cell.stopped ? "\nstopped" : ""}` : ""),
          color: inkOn(shade(place(cell[responseShows], values, lowIsGood))),
          lineHeight: 15,
        },
      })),
    }],
  };
}

const short4 = value => Number(value).toLocaleString("en", { maximumSignificantDigits: 4 });

function walkResponse() {
  const known = sweep.response.cells.filter(cell => cell[responseShows] !== null);
  const rows = sweep.response.k1.map((name, row) =>
    known
      .map((cell, index) => ({ ...cellPoint(cell), series: 0, index, cell }))
      .filter(point => point.cell.row === row)
      .sort((a, b) => a.cell.column - b.cell.column));
  return rows.reverse(); // as they lie
}

const importancePoint = (one, place) => ({
  value: [one.importance, place],
  said: `${one.name}; ${short(one.importance)} \u00b1 ${short(one.deviation)} variances of the score`,
});

function importance() {
  const found = [...sweep.importance].reverse();
  const left = isNarrow() ? 100 : 130;
  return {
    ...base(),
    grid: grid({ left, top: 10 }),
    xAxis: axis({
      type: "value",
      name: isNarrow() ? "variances of the score" : "error added by mixing, in variances of the score",
    }),
    yAxis: axis({
      type: "category",
      data: found.map(one => one.name.replace(/^layer_/, "layer ")),
      axisLabel: { color: style("--muted"), width: left - 15, overflow: "truncate" },
    }),
    series: [
      {
        type: "bar",
        barMaxWidth: 26,
        data: found.map((one, i) => ({ ...importancePoint(one, i), value: one.importance })),
      },
      whiskers(found.map((one, i) => [
        Math.max(0, one.importance - one.deviation), i, one.importance + one.deviation]),
        { stroke: style("--ink"), lineWidth: 1.5 }, { silent: true, z: 5 }),
    ],
  };
}

const walkImportance = () => {
  const count = sweep.importance.length;
  return [sweep.importance.map((one, i) => ({
    ...importancePoint(one, count - 1 - i), series: 0, index: count - 1 - i }))];
};

/** Lines from the first to the third of each entry, at the height of the second. */
const whiskers = (data, line, more) => ({
  type: "custom",
  data,
  encode: { x: [0, 2], y: 1 },
  renderItem: (parameters, api) => {
    const from = api.coord([api.value(0), api.value(1)]);
    const to = api.coord([api.value(2), api.value(1)]);
    return {
      type: "line",
      shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
      style: line,
    };
  },
  ...more,
});
