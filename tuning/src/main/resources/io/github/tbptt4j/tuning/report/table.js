// The table of candidates.

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
