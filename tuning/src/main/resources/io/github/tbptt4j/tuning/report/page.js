// Brings the report to life: sorts and filters the table, and draws what the page's data say.
// Without it the page still says the same, in words, tables and pictures.
let sweep = JSON.parse(document.getElementById("sweep").textContent);
const charts = new Map(); // by id: {figure, canvas, chart, options}
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const state = { column: null, ascending: true, text: "", outcome: "", brushed: null };
let printing = false;

const isDark = () => prefersDark.matches && !printing;
const isNarrow = () => innerWidth < 700;
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = () => (isDark() ? ["#5ab4f0", "#ff9350"] : ["#0072b2", "#d55e00"]);
const number = value =>
  value === null || value === undefined
    ? "\u2013"
    : Number(value).toLocaleString("en", { maximumSignificantDigits: 5 });
const short = value =>
  value === null || value === undefined
    ? "\u2013"
    : Number(value).toLocaleString("en", { maximumSignificantDigits: 3 });
const text = value => (value === null || value === undefined ? "\u2013" : String(value));
const seconds = value => short(value) + " s";
const memory = bytes =>
  bytes < 1048576 ? short(bytes / 1024) + " KiB" : short(bytes / 1048576) + " MiB";
// Tooltips take HTML: whatever comes from data goes through here.
const escaped = value =>
  text(value).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");
const scored = () => sweep.rows.filter(row => row.score !== null);

/** What a tooltip shows and what a screen reader is told are the same. */
const tip = said => {
  const [first, ...more] = said.split("; ");
  return [`<b>${escaped(first)}</b>`, ...more.map(escaped)].join("<br>");
};

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Dark is good on a light page, light on a dark one: both differ in brightness, not in hue alone.
const gradient = () =>
  isDark()
    ? ["#fde68a", "#f59e5b", "#c2548d", "#8a6bc0", "#5b5a96"]
    : ["#08306b", "#2171b5", "#2f8f89", "#6aa864", "#a3a04a"];

/** From 0, the best, to 1. */
function shade(part) {
  const colors = gradient();
  const at = Math.min(Math.max(part, 0), 1) * (colors.length - 1);
  const [from, to] = [colors[Math.floor(at)], colors[Math.ceil(at)]];
  const channel = i => {
    const [a, b] = [from, to].map(color => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16));
    return Math.round(a + (b - a) * (at % 1));
  };
  return [0, 1, 2].map(channel);
}

const rgb = channels => `rgb(${channels.join(",")})`;

/** Black or white, whichever is read better on a color (WCAG's relative luminance). */
function inkOn(channels) {
  const [r, g, b] = channels
    .map(c => c / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** Where a value is between the best, 0, and the worst, 1. */
function place(value, values, lowIsGood) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const up = high > low ? (value - low) / (high - low) : 0;
  return lowIsGood || high === low ? up : 1 - up;
}
