"use strict";
// Brings the report to life: sorts and filters the table, and draws what the page's data say.
// Without it the page still says the same, in words, a table and pictures.
(() => {
  let sweep = JSON.parse(document.getElementById("sweep").textContent);
  const charts = new Map(); // by id: {figure, chart, options}
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const state = { column: null, ascending: true, text: "", outcome: "", brushed: null };

  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = () =>
    dark.matches
      ? ["#5ab4f0", "#ff9350", "#35d0a0", "#eb9ccb", "#f0c040", "#a6a6ff", "#c8c8c8"]
      : ["#0072b2", "#d55e00", "#008a66", "#b5548d", "#a87000", "#3f3f8f", "#4d4d4d"];
  const number = value =>
    value === null || value === undefined
      ? "\u2013"
      : Number(value).toLocaleString("en", { maximumSignificantDigits: 5 });
  const text = value => (value === null || value === undefined ? "\u2013" : String(value));
  // Tooltips take HTML: whatever comes from data goes through here.
  const escaped = value =>
    text(value).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");
  const lines = (...parts) => parts.filter(Boolean).join("<br>");
  const scored = () => sweep.rows.filter(row => row.score !== null);
  const isShown = row => shown().has(row.index);

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // ---- table

  function matches(row) {
    const wanted = state.text.trim().toLowerCase();
    const said = row.cells.join(" ").toLowerCase();
    return (
      wanted.split(/\s+/).every(word => said.includes(word)) &&
      (state.outcome === "" || row.outcome === state.outcome) &&
      (state.brushed === null || state.brushed.has(row.index))
    );
  }

  const shown = () => new Set(sweep.rows.filter(matches).map(row => row.index));

  function compare(a, b) {
    const [x, y] = [a.values[state.column], b.values[state.column]];
    if (x === null || y === null) return (x === null) - (y === null); // at the end either way
    const order = typeof x === "number" && typeof y === "number"
      ? x - y
      : String(x).localeCompare(String(y), "en", { numeric: true });
    return state.ascending ? order : -order;
  }

  function drawTable() {
    const table = document.getElementById("candidates");
    const rows = sweep.rows.filter(matches);
    if (state.column !== null) rows.sort(compare);
    table.tBodies[0].replaceChildren(
      ...rows.map(row => {
        const line = element("tr", {});
        if (row.best) line.classList.add("best");
        if (row.stopped) line.classList.add("stopped");
        row.cells.forEach((cell, i) => {
          const field = element("td", { "data-column": sweep.columns[i].id }, cell);
          if (sweep.columns[i].number) field.className = "number";
          line.append(field);
        });
        return line;
      }));
    table.tHead.replaceChildren(heading());
    const count = document.getElementById("count");
    count.textContent = `${rows.length} of ${sweep.rows.length} candidates`;
  }

  function heading() {
    const line = element("tr", {});
    sweep.columns.forEach((column, i) => {
      const button = element("button", { type: "button" }, column.title);
      button.addEventListener("click", () => {
        state.ascending = state.column === i ? !state.ascending : true;
        state.column = i;
        drawTable();
        document.querySelectorAll("#candidates th button")[i].focus();
      });
      const cell = element("th", { scope: "col" }, button);
      if (column.number) cell.className = "number";
      if (state.column === i) {
        cell.setAttribute("aria-sort", state.ascending ? "ascending" : "descending");
      }
      line.append(cell);
    });
    return line;
  }

  function filters() {
    const box = document.getElementById("filters");
    const search = element("input", { type: "search", id: "filter", placeholder: "k2 20" });
    search.addEventListener("input", () => { state.text = search.value; changed(); });
    const outcome = element("select", { id: "outcome" });
    outcome.addEventListener("change", () => { state.outcome = outcome.value; changed(); });
    const clear = element("button", { type: "button", id: "clear" }, "Show all");
    clear.addEventListener("click", () => {
      Object.assign(state, { text: "", outcome: "", brushed: null });
      search.value = "";
      outcome.value = "";
      draw();
    });
    box.replaceChildren(
      element("label", {}, "Filter ", search),
      element("label", {}, "Outcome ", outcome),
      clear,
      element("output", { id: "count", "aria-live": "polite" }));
    box.hidden = false;
    outcomes();
  }

  function outcomes() {
    const select = document.getElementById("outcome");
    const names = [...new Set(sweep.rows.map(row => row.outcome))].sort();
    select.replaceChildren(
      element("option", { value: "" }, "any"),
      ...names.map(name =>
        element("option", { value: name }, name.toLowerCase().replaceAll("_", " "))));
    select.value = state.outcome;
  }

  function changed() {
    drawTable();
    for (const id of ["curves", "tradeoff"]) {
      const one = charts.get(id);
      if (one) one.chart.setOption(one.options(), { replaceMerge: ["series"] });
    }
  }

  // ---- charts

  const base = () => ({
    animation: !still.matches,
    animationDuration: 300,
    color: palette(),
    backgroundColor: "transparent",
    textStyle: { color: style("--ink"), fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      confine: true,
      backgroundColor: style("--card"),
      borderColor: style("--line"),
      textStyle: { color: style("--ink") },
    },
    aria: { enabled: true },
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
    axis({ type: "value", scale: true, name: sweep.metric, nameGap: 52, ...more });

  const grid = more => ({ left: 70, right: 24, top: 30, bottom: 50, ...more });

  const baselines = () => ({
    silent: true,
    symbol: "none",
    lineStyle: { color: style("--muted"), type: "dashed" },
    label: {
      color: style("--muted"),
      position: "insideEndTop",
      formatter: mark => mark.name,
    },
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

  function curves() {
    const rows = scored();
    const visible = shown();
    const [x, name] = curvesOver === "steps" ? [0, "time steps"] : [1, "seconds of training"];
    return {
      ...base(),
      grid: grid(),
      xAxis: axis({ type: "value", name }),
      yAxis: scoreAxis(),
      tooltip: {
        ...base().tooltip,
        trigger: "item",
        formatter: point =>
          lines(
            `<b>${escaped(point.seriesName)}</b>`,
            escaped(sweep.metric) + " " + number(point.value[1]),
            name + " " + number(point.value[0])),
      },
      series: rows.map((row, i) => ({
        type: "line",
        name: `${row.name} ${row.choice}${row.stopped ? ", stopped" : ""}`,
        data: (sweep.curves[row.index] || []).map(point => [point[x], point[2]]),
        showSymbol: (sweep.curves[row.index] || []).length < 3,
        symbolSize: 5,
        triggerLineEvent: true,
        lineStyle: {
          width: row.best ? 3.5 : 1.5,
          type: row.stopped ? "dashed" : "solid",
          opacity: !visible.has(row.index) ? 0.04 : row.stopped ? 0.3 : row.best ? 1 : 0.75,
        },
        itemStyle: { opacity: visible.has(row.index) ? (row.stopped ? 0.3 : 1) : 0.04 },
        emphasis: { focus: "series", lineStyle: { opacity: 1 } },
        z: row.best ? 5 : 2,
        markLine: i === 0 ? baselines() : undefined,
      })),
    };
  }

  function tradeoff() {
    const visible = shown();
    const largest = Math.max(...scored().map(row => row.bytes), 1);
    const size = row => 7 + 17 * Math.sqrt(row.bytes / largest);
    const points = (rows, more) => ({
      type: "scatter",
      data: rows.map(row => ({
        value: [row.seconds, row.score],
        row,
        symbolSize: size(row),
        itemStyle: { opacity: visible.has(row.index) ? (row.stopped ? 0.35 : 0.85) : 0.05 },
      })),
      ...more,
    });
    const front = scored().filter(row => row.front).sort((a, b) => a.seconds - b.seconds);
    return {
      ...base(),
      grid: grid({ top: 44 }),
      legend: { top: 0, textStyle: { color: style("--ink") } },
      xAxis: axis({ type: "value", name: "seconds of training", scale: true }),
      yAxis: scoreAxis(),
      tooltip: {
        ...base().tooltip,
        formatter: point =>
          point.data && point.data.row
            ? lines(
                `<b>${escaped(point.data.row.name)}</b> ${escaped(point.data.row.choice)}`,
                escaped(sweep.metric) + " " + number(point.data.row.score),
                number(point.data.row.seconds) + " s, states of " +
                  number(point.data.row.bytes / 1024) + " KiB",
                point.data.row.stopped ? "stopped early" : "")
            : "",
      },
      series: [
        points(scored().filter(row => !row.front), { name: "others", symbol: "circle" }),
        points(front, { name: "Pareto set", symbol: "diamond", z: 4 }),
        {
          type: "line",
          name: "Pareto set",
          step: "end",
          silent: true,
          showSymbol: false,
          tooltip: { show: false },
          lineStyle: { width: 1, type: "dotted" },
          data: front.map(row => [row.seconds, row.score]),
          markLine: baselines(),
        },
      ],
    };
  }

  function parallel() {
    const rows = scored();
    const dimensions = [
      ...sweep.hyperparameters.map(one => ({
        name: one.name.replace(/^layer_/, "layer "),
        value: row => {
          const chosen = row.hyperparameters[one.name];
          return chosen === undefined || chosen === null ? null : chosen;
        },
        number: one.number,
        log: one.logarithmic,
      })),
      { name: "seconds", value: row => row.seconds, number: true, log: true },
      { name: "score", value: row => row.score, number: true, log: false },
    ];
    const scores = rows.map(row => row.score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const axes = dimensions.map((dimension, dim) => {
      const values = rows.map(dimension.value).filter(value => value !== null);
      const one = {
        dim,
        name: dimension.name,
        nameTextStyle: { color: style("--muted"), width: 90, overflow: "truncate" },
        axisLabel: {
          color: style("--muted"), width: 90, overflow: "truncate",
          formatter: dimension.number ? number : undefined,
        },
        axisLine: { lineStyle: { color: style("--muted") } },
      };
      if (!dimension.number) {
        return { ...one, type: "category", data: [...new Set(values.map(String))] };
      }
      const positive = values.every(value => value > 0);
      return {
        ...one,
        type: dimension.log && positive ? "log" : "value",
        scale: true,
        min: Math.min(...values),
        max: Math.max(...values),
        inverse: dimension.name === "score" && sweep.lowerIsBetter,
      };
    });
    const narrow = innerWidth < 700;
    return {
      ...base(),
      parallelAxis: axes,
      parallel: {
        left: 60, right: narrow ? 110 : 70, top: narrow ? 30 : 46, bottom: 24,
        layout: narrow ? "vertical" : "horizontal",
        parallelAxisDefault: { areaSelectStyle: { width: 16, opacity: 0.3 } },
      },
      visualMap: {
        show: false,
        dimension: dimensions.length - 1,
        min: low,
        max: high > low ? high : low + 1,
        inRange: {
          color: sweep.lowerIsBetter ? gradient() : gradient().reverse(),
        },
      },
      series: [{
        type: "parallel",
        smooth: false,
        lineStyle: { width: 1.6, opacity: 0.6 },
        inactiveOpacity: 0.05,
        activeOpacity: 0.85,
        realtime: true,
        data: rows.map(row =>
          dimensions.map(dimension => {
            const value = dimension.value(row);
            return value === null ? "-" : dimension.number ? value : String(value);
          })),
      }],
    };
  }

  // Dark is good on a light page, light on a dark one: both differ in brightness, not in hue alone.
  const gradient = () =>
    dark.matches
      ? ["#fde68a", "#f59e5b", "#c2548d", "#6d4fa3", "#3b3a6b"]
      : ["#08306b", "#2171b5", "#41a09b", "#a8d5a2", "#e8e4b0"];

  let responseShows = "best";

  function response() {
    const { k1, k2, cells } = sweep.response;
    const at = { best: 2, mean: 3, deviation: 4 }[responseShows];
    const values = cells.map(cell => cell[at]);
    const good = responseShows === "deviation" ? true : sweep.lowerIsBetter;
    return {
      ...base(),
      grid: grid({ right: 90, left: 62 }),
      xAxis: axis({ type: "category", data: k2, name: "k2", splitArea: { show: false } }),
      yAxis: axis({ type: "category", data: k1, name: "k1", nameGap: 40 }),
      tooltip: {
        ...base().tooltip,
        formatter: point => {
          const [i, j, best, mean, deviation, count] = cells[point.dataIndex];
          return lines(
            `<b>k1 ${escaped(k1[j])}, k2 ${escaped(k2[i])}</b>`,
            "best " + number(best),
            "mean " + number(mean) +
              (count > 1 ? " \u00b1 " + number(deviation) + " (deviation)" : ""),
            count + (count > 1 ? " candidates" : " candidate"));
        },
      },
      visualMap: {
        right: 0,
        top: "middle",
        calculable: true,
        min: Math.min(...values),
        max: Math.max(...values) > Math.min(...values) ? Math.max(...values) : values[0] + 1,
        textStyle: { color: style("--muted"), fontSize: 12 },
        formatter: number,
        inRange: { color: good ? gradient() : gradient().reverse() },
      },
      series: [{
        type: "heatmap",
        data: cells.map(cell => [cell[0], cell[1], cell[at]]),
        label: {
          show: cells.length <= 40,
          formatter: point => number(Number(point.value[2].toPrecision(4))),
          color: dark.matches ? "#111111" : "#ffffff",
          textBorderColor: dark.matches ? "#ffffffb0" : "#000000b0",
          textBorderWidth: 2,
        },
      }],
    };
  }

  function importance() {
    const found = [...sweep.importance].reverse();
    return {
      ...base(),
      grid: grid({ left: 130, top: 10 }),
      xAxis: axis({ type: "value", name: "error that mixing it up adds, in variances of the score" }),
      yAxis: axis({
        type: "category",
        data: found.map(one => one.name),
        axisLabel: { color: style("--muted"), width: 115, overflow: "truncate" },
      }),
      tooltip: {
        ...base().tooltip,
        formatter: point => {
          const one = found[point.dataIndex];
          return lines(
            `<b>${escaped(one.name)}</b>`,
            number(one.importance) + " \u00b1 " + number(one.deviation));
        },
      },
      series: [{ type: "bar", barMaxWidth: 26, data: found.map(one => one.importance) }],
    };
  }

  function seeds() {
    const sign = sweep.lowerIsBetter ? 1 : -1;
    const found = sweep.configurations
      .filter(one => one.mean !== null)
      .sort((a, b) => sign * (a.mean - b.mean))
      .slice(0, 25)
      .reverse();
    return {
      ...base(),
      grid: grid({ left: 60, top: 30 }),
      legend: { top: 0, textStyle: { color: style("--ink") } },
      xAxis: scoreAxis({ nameGap: 32 }),
      yAxis: axis({
        type: "category",
        name: "configuration",
        nameGap: 40,
        data: found.map(one => String(one.index)),
      }),
      tooltip: {
        ...base().tooltip,
        formatter: point => {
          const one = found[Array.isArray(point.value) ? point.value[1] : point.dataIndex];
          return lines(
            `<b>${one.index}</b> ${escaped(one.choice)}`,
            "mean " + number(one.mean),
            one.interval ? "95 %: " + one.interval.map(number).join(" to ") : "",
            one.scores.length + " seeds");
        },
      },
      series: [
        {
          type: "custom",
          name: "95 % interval of the mean",
          data: found.map((one, i) => [one.interval ? one.interval[0] : one.mean, i,
            one.interval ? one.interval[1] : one.mean]),
          encode: { x: [0, 2], y: 1 },
          renderItem: (parameters, api) => {
            const from = api.coord([api.value(0), api.value(1)]);
            const to = api.coord([api.value(2), api.value(1)]);
            return {
              type: "line",
              shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
              style: { stroke: palette()[0], lineWidth: 6, opacity: 0.35 },
            };
          },
        },
        {
          type: "scatter",
          name: "seeds",
          symbolSize: 8,
          data: found.flatMap((one, i) => one.scores.map(score => [score, i])),
        },
      ],
    };
  }

  function savings() {
    const { trained, whole, stopped } = sweep.savings;
    return {
      ...base(),
      grid: grid({ left: 110, top: 10 }),
      xAxis: axis({ type: "value", name: "seconds of all trainings" }),
      yAxis: axis({ type: "category", data: ["to the end", "halved"] }),
      tooltip: {
        ...base().tooltip,
        formatter: () =>
          lines(
            number(trained) + " s trained",
            number(whole) + " s if each had gone on to its end (estimated)",
            ...stopped.map((count, rung) => `${count} stopped at rung ${rung + 1}`)),
      },
      series: [{
        type: "bar",
        barMaxWidth: 44,
        data: [
          { value: whole, itemStyle: { color: style("--muted") } },
          { value: trained, itemStyle: { color: palette()[0] } },
        ],
        label: {
          show: true,
          position: "insideRight",
          color: dark.matches ? "#000000" : "#ffffff",
          formatter: point =>
            point.dataIndex === 1 ? (100 * trained / whole).toFixed(0) + " %" : "",
        },
      }],
    };
  }

  function choice(label, id, values, change) {
    const select = element("select", { id });
    for (const [value, name] of values) select.append(element("option", { value }, name));
    select.addEventListener("change", () => change(select.value));
    return element("p", { class: "figure-controls" }, element("label", { for: id }, label), select);
  }

  const redraw = id => {
    const one = charts.get(id);
    one.chart.setOption(one.options(), true);
  };

  // What there is to draw: id, title, caption, whether there are data, options, more.
  const figures = [
    {
      id: "curves", title: "Learning curves", broad: true,
      caption: "The best is bold, stopped ones are faded and dashed; point at a line to see which it is.",
      has: () => scored().length > 0, options: curves,
      controls: () =>
        choice("Over ", "curves-over", [["steps", "time steps"], ["seconds", "seconds"]],
          value => { curvesOver = value; redraw("curves"); }),
    },
    {
      id: "parallel", title: "All choices at once", broad: true,
      caption: "Each line is a candidate, the better the stronger. Draw along an axis to see and list only what runs through there; click the axis to let go.",
      has: () => scored().length > 1 && sweep.hyperparameters.length > 0, options: parallel,
      after: chart =>
        chart.on("axisareaselected", () => {
          const picked = new Set();
          chart.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active")
            .forEach(i => picked.add(scored()[i].index));
          const any = chart.getOption().parallelAxis
            .some((axis, i) => chart.getModel().getComponent("parallelAxis", i).activeIntervals.length);
          state.brushed = any ? picked : null;
          changed();
        }),
    },
    {
      id: "tradeoff", title: "Score, time and memory",
      caption: "Larger points keep more states. None is better in less time than those of the Pareto set.",
      has: () => scored().length > 0, options: tradeoff,
    },
    {
      id: "response", title: "Scores over k1 and k2",
      caption: "Of the candidates in each cell the best or the mean score, or their standard deviation: over seeds and what else was searched.",
      has: () => sweep.response.cells.length > 1, options: response,
      controls: () =>
        choice("Show ", "response-shows",
          [["best", "the best score"], ["mean", "the mean score"], ["deviation", "the deviation"]],
          value => { responseShows = value; redraw("response"); }),
    },
    {
      id: "importance", title: "What decides",
      caption: "Permutation importance over a random forest of the scores: how much worse it predicts when a hyperparameter's values are mixed up.",
      has: () => sweep.importance.length > 0, options: importance,
    },
    {
      id: "seeds", title: "Spread over seeds",
      caption: "The best configurations by number: each seed's score, and Student's interval of their mean; point at one to see what it is.",
      has: () => sweep.configurations.some(one => one.mean !== null), options: seeds,
    },
    {
      id: "savings", title: "What stopping early saved",
      caption: "Time of all trainings, and what it would have been had each gone on to its end, estimated from its own speed.",
      has: () => sweep.savings !== null, options: savings,
    },
  ];

  function drawCharts() {
    const box = document.getElementById("charts");
    for (const one of figures) {
      const there = charts.get(one.id);
      if (!one.has()) {
        if (there) { there.chart.dispose(); there.figure.remove(); charts.delete(one.id); }
        continue;
      }
      if (there) {
        there.chart.setOption(one.options(), { replaceMerge: ["series"] });
        continue;
      }
      const canvas = element("div", { class: one.broad ? "chart tall" : "chart", id: "chart-" + one.id });
      const figure = element(
        "figure", { class: one.broad ? "card broad" : "card", "aria-label": one.title },
        element("h3", {}, one.title));
      if (one.controls) figure.append(one.controls());
      figure.append(canvas, element("figcaption", {}, one.caption));
      box.append(figure);
      box.hidden = false;
      const chart = echarts.init(canvas, null, { renderer: "svg" });
      chart.setOption(one.options());
      if (one.after) one.after(chart);
      charts.set(one.id, { figure, chart, options: one.options });
    }
    document.getElementById("pictures").hidden = charts.size > 0;
  }

  function words() {
    document.getElementById("about").textContent = sweep.about;
    document.getElementById("advice").replaceChildren(
      ...sweep.advice.map(sentence => element("p", {}, sentence)));
  }

  function draw() {
    drawTable();
    drawCharts();
    if (state.brushed === null && charts.has("parallel")) redraw("parallel");
  }

  filters();
  draw();

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const { chart, options } of charts.values()) {
        chart.resize();
        chart.setOption(options(), { replaceMerge: ["series"] });
      }
    }, 100);
  });
  dark.addEventListener("change", () => {
    for (const { chart, options } of charts.values()) chart.setOption(options(), true);
  });

  // While the sweep runs, its server has newer data; the reader's filter, order and place stay.
  async function follow() {
    try {
      const answer = await fetch("data.json", { cache: "no-store" });
      if (answer.ok) {
        const fresh = await answer.json();
        if (JSON.stringify(fresh) !== JSON.stringify(sweep)) {
          sweep = fresh;
          outcomes();
          words();
          drawTable();
          drawCharts();
        }
      }
    } catch (e) {
      document.getElementById("live").textContent = "The sweep has ended; this is its last state.";
      return;
    }
    setTimeout(follow, 2000);
  }
  if (document.getElementById("live")) follow();
})();
