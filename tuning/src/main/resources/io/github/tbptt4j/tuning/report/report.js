// What there is to draw, and when.

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

// By the ids of sweep.charts, which say what they show.
const drawings = {
  curves: {
    options: curves, walk: walkCurves,
    controls: () =>
      choice("Over ", "curves-over", [["steps", "time steps"], ["seconds", "training time"]],
        value => { curvesOver = value; redraw("curves"); }),
  },
  parallel: {
    options: parallel, walk: walkParallel, after: brush,
    hint: "Draw along an axis to see and list only what runs through there; click the axis to let go.",
  },
  tradeoff: { options: tradeoff, walk: walkTradeoff },
  response: {
    options: response, walk: walkResponse, wide: true,
    controls: () =>
      choice("Show ", "response-shows",
        [["best", "the best score"], ["mean", "the mean score"],
          ["deviation", "the standard deviation"]],
        value => { responseShows = value; redraw("response"); }),
  },
  importance: { options: importance, walk: walkImportance },
  seeds: { options: seeds, walk: walkSeeds },
  savings: { options: savings, walk: walkSavings },
};

/** Words and table of a chart; the page has them from its beginning, but new data may have more. */
function figureOf(one) {
  const there = document.getElementById("figure-" + one.id);
  if (there) return there;
  const figure = element(
    "figure", { class: one.broad ? "card broad" : "card", id: "figure-" + one.id },
    element("h3", { id: "title-" + one.id }, one.title),
    element("p", { class: "says", id: "says-" + one.id }),
    element("figcaption", {}),
    element("details", {},
      element("summary", {}, one.title + " as a table"),
      element("div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": one.title + " as a table" },
        element("table", {}, element("thead", {}), element("tbody", {})))));
  document.getElementById("charts").append(figure);
  return figure;
}

function fill(figure, one) {
  const line = (tag, attributes) => cells =>
    element("tr", {}, ...cells.map(cell => element(tag, attributes, cell)));
  const hint = drawings[one.id].hint;
  figure.querySelector(".says").textContent = one.says;
  figure.querySelector("figcaption").textContent = hint ? one.caption + " " + hint : one.caption;
  figure.querySelector("thead").replaceChildren(line("th", { scope: "col" })(one.head));
  figure.querySelector("tbody").replaceChildren(...one.rows.map(line("td", {})));
}

function drawCharts() {
  for (const [id, there] of charts) {
    if (!sweep.charts.some(one => one.id === id)) {
      there.chart.dispose();
      there.figure.remove();
      charts.delete(id);
    }
  }
  for (const one of sweep.charts) {
    const figure = figureOf(one);
    fill(figure, one);
    const there = charts.get(one.id);
    if (there) {
      there.chart.setOption(there.options(), { replaceMerge: ["series"] });
      continue;
    }
    const { options, walk, wide, controls, after } = drawings[one.id];
    const canvas = element("div",
      { class: one.broad ? "chart tall" : "chart", id: "chart-" + one.id });
    figure.querySelector(".says").after(
      ...(controls ? [controls()] : []), element("div", { class: "stage" }, canvas));
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.setOption(options());
    canvas.querySelector("svg").setAttribute("aria-hidden", "true");
    if (after) after(chart);
    const made = { figure, canvas, chart, options };
    walkable({ id: one.id, walk, wide }, made);
    charts.set(one.id, made);
  }
  for (const picture of document.querySelectorAll("#pictures figure[data-chart]")) {
    picture.hidden = charts.has(picture.dataset.chart);
  }
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

const redrawAll = () => charts.forEach((one, id) => redraw(id));
prefersDark.addEventListener("change", redrawAll);
const print = on => () => { printing = on; redrawAll(); }; // ink on paper is dark
addEventListener("beforeprint", print(true));
addEventListener("afterprint", print(false));

// While the sweep runs, its server has newer data; the reader's filter, order and place stay.
const ASK_MILLIS = 2000;
const ASK_AGAIN_MILLIS = 10000; // one that was stopped may go on

async function follow() {
  const live = document.getElementById("live");
  let answer = null;
  try {
    answer = await fetch("data.json", { cache: "no-store" });
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
    answer = null;
  }
  const status = answer === null
    ? "The sweep doesn't answer: it has ended or was stopped. This is what it last said; report.html in its folder has its end."
    : sweep.ended ? "The sweep has ended." : "The sweep is running; this page follows it.";
  if (live.textContent !== status) live.textContent = status;
  setTimeout(follow, answer === null ? ASK_AGAIN_MILLIS : ASK_MILLIS);
}
if (document.getElementById("live")) follow();
