// Charts by keyboard and screen reader: arrows walk the points, whose values are announced.

/** Makes a chart's canvas an element that has the focus, a name, and points to walk. */
function walkable(one, { canvas, chart, figure }) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "chart");
  canvas.setAttribute("aria-labelledby", `title-${one.id} says-${one.id}`);
  canvas.setAttribute("aria-describedby", `keys-${one.id}`);
  const said = element("p", { class: "walked", "aria-live": "polite", "aria-atomic": "true" });
  const keys = element("p", { class: "keys", id: `keys-${one.id}` },
    "Arrow keys walk the points, Home and End go to the first and the last, Escape lets go.");
  canvas.after(keys, said);
  const ring = element("span", { class: one.wide ? "ring wide" : "ring", hidden: "", "aria-hidden": "true" });
  figure.querySelector(".stage").append(ring);
  let at = null; // [group, point]

  function show(onwards) {
    const groups = one.walk().filter(group => group.length > 0);
    if (groups.length === 0) return;
    // past a row's end the next begins
    if (at[1] < 0 && at[0] > 0 && at[1] !== -Infinity) at = [at[0] - 1, Infinity];
    if (at[1] === groups[at[0]]?.length && at[0] + 1 < groups.length && onwards) at = [at[0] + 1, 0];
    const group = Math.min(Math.max(at[0], 0), groups.length - 1);
    const points = groups[group];
    at = [group, Math.min(Math.max(at[1], 0), points.length - 1)];
    const point = points[at[1]];
    const which = groups.length > 1
      ? `${at[1] + 1} of ${points.length}, row ${group + 1} of ${groups.length}`
      : `${at[1] + 1} of ${points.length}`;
    said.textContent = `${point.said}. (${which})`;
    chart.dispatchAction({ type: "downplay" });
    chart.dispatchAction({
      type: "highlight", seriesIndex: point.series, dataIndex: point.index });
    ring.hidden = !point.value;
    if (point.value) {
      const [x, y] = chart.convertToPixel({ gridIndex: 0 }, point.value.slice(0, 2));
      ring.style.translate = `${x}px ${y}px`;
    }
  }

  function letGo() {
    at = null;
    said.textContent = "";
    ring.hidden = true;
    chart.dispatchAction({ type: "downplay" });
  }

  canvas.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = {
      ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
      Home: [0, -Infinity], End: [0, Infinity],
    };
    if (event.key === "Escape") {
      letGo();
    } else if (steps[event.key]) {
      const [groups, points] = steps[event.key];
      const oneLine = one.walk().filter(group => group.length > 0).length === 1;
      at = at === null
        ? [0, points === Infinity ? points : 0]
        : [at[0] + (oneLine ? 0 : groups), at[1] + points + (oneLine ? groups : 0)];
      show(points === 1);
    } else {
      return;
    }
    event.preventDefault();
  });
  canvas.addEventListener("blur", letGo);
}
