"use strict";
// Drag a point and see the decision boundary of k neighbors. Distances stand in tables (make_data.py).

const { cells, apart } = DATA;
const COLORS = ["blue", "orange", "green"];

// The k training points that come first in the table's order; of equally far ones the earlier.
const nearest = ({ points, k, metric }, x, y) => {
  const table = apart[metric];
  const far = points.map(([px, py]) => table[Math.abs(px - x)][Math.abs(py - y)]);
  return range(points.length).sort((a, b) => far[a] - far[b] || a - b).slice(0, k);
};
const votes = (points, chosen) => {
  const found = [0, 0, 0];
  chosen.forEach((one) => { found[points[one][2]] += 1; });
  return found;
};
const winner = (found) => found.indexOf(Math.max(...found));

// The color of a class, mixed with the paper; as the parts red, green, blue.
const parts = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const mixed = (color, share) => {
  const paper = css("paper").length === 4 ? "#ffffff" : css("paper");
  return parts(color).map((part, at) => Math.round(share * part + (1 - share) * parts(paper)[at]));
};

const moved = (points, which, x, y) =>
  points.map((point, at) => (at === which ? [Math.round(x * (cells - 1)), Math.round(y * (cells - 1)), point[2]] : point));
const place = (cell) => (cell + 0.5) / cells;

const paint = (canvas, state, open) => {
  const brush = canvas.getContext("2d");
  const picture = brush.createImageData(cells, cells);
  const share = parseInt(css("faint"), 10) / 100;
  const tints = COLORS.map((name) => mixed(css(name), share));
  const plain = mixed(css("gray"), 0.12);
  for (const y of range(cells)) {
    for (const x of range(cells)) {
      const tint = open ? tints[winner(votes(state.points, nearest(state, x, y)))] : plain;
      picture.data.set([...tint, 255], 4 * (y * cells + x));
    }
  }
  brush.putImageData(picture, 0, 0);
};

explore({
  start: { points: DATA.points, k: 1, metric: "L2", ask: [22, 21], active: DATA.points.length - 1 },
  questions: [
    { id: "stray", right: 0, before: { k: 1, ask: [15, 21] } },
    { id: "five", right: 1, before: { k: 1, ask: [15, 21] }, after: { k: 5 } },
    { id: "city", right: 2, before: { k: 1 }, after: { metric: "L1" } },
    { id: "all", right: 1, before: { k: 5 }, after: { k: DATA.points.length } },
  ],
  controls: [
    { id: "k", kind: "range", min: 1, max: DATA.points.length },
    { id: "metric", kind: "choice", values: ["L2", "L1"] },
    { id: "class", kind: "choice", values: [0, 1, 2], text: (value, t) => t(`shape.${value}`),
      write: (value, state) => ({
        points: state.points.map((point, at) => (at === state.active ? [point[0], point[1], value] : point)),
      }) },
  ],
  figures: [{
    id: "plane",
    cells,
    label: (state, t, open) => t(open ? "figure" : "closed", { k: state.k, metric: state.metric }),
    draw: ({ width, height, canvas }, state, t, open) => {
      paint(canvas, state, open);
      if (!open) return [];
      const [x, y] = state.ask;
      return nearest(state, x, y).map((one) => svg("path", {
        d: pathOf([[x, y], state.points[one]].map(([a, b]) => [place(a) * width, place(b) * height])),
        stroke: css("ink"), "stroke-width": 1.5, "stroke-dasharray": "4 3", fill: "none",
      }));
    },
    tap: (x, y) => ({ ask: [x, y].map((part) => clamp(Math.floor(part * cells), 0, cells - 1)) }),
    handles: (state, t, open) => [
      ...state.points.map(([x, y, label], at) => ({
        id: `point-${at}`, group: "points", at: [place(x), place(y)], nudge: 1 / (cells - 1), tab: at === state.active,
        label: t("point", { at: at + 1, all: state.points.length, shape: t(`shape.${label}`), x, y: cells - 1 - y }),
        look: [
          at === state.active && open ? svg("circle", { r: 15, fill: "none", stroke: css("ink"), "stroke-width": 1.5 }) : null,
          mark(label, 0, 0, 8, { fill: css(COLORS[label]), stroke: css("ink"), "stroke-width": 1.5 }),
        ],
        move: (fx, fy, now) => ({ points: moved(now.points, at, fx, fy), active: at }),
        keys: {
          PageDown: (now) => ({ active: (now.active + 1) % now.points.length }),
          PageUp: (now) => ({ active: (now.active + now.points.length - 1) % now.points.length }),
        },
      })),
      ...(open ? [{
        id: "ask", at: [place(state.ask[0]), place(state.ask[1])], nudge: 1 / (cells - 1), above: true,
        label: t("asked", { x: state.ask[0], y: cells - 1 - state.ask[1] }),
        look: [
          svg("circle", { r: 11, fill: css("paper"), stroke: css("ink"), "stroke-width": 2 }),
          svg("text", { y: 5, "text-anchor": "middle", "font-weight": 700 }, "?"),
        ],
        move: (fx, fy) => ({ ask: [Math.round(fx * (cells - 1)), Math.round(fy * (cells - 1))] }),
      }] : []),
    ],
  }],
  values: (state, t, open) => {
    const found = votes(state.points, nearest(state, ...state.ask));
    const counts = votes(state.points, range(state.points.length));
    const listed = (numbers) => numbers.map((count, at) => `${t(`shape.${at}`)} ${count}`).join(", ");
    return open
      ? [[t("value.votes"), listed(found)], [t("value.answer"), t(`shape.${winner(found)}`)],
        [t("value.points"), listed(counts)]]
      : [[t("value.points"), listed(counts)]];
  },
});
