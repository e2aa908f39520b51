"use strict";
// Roll down a valley with a learning rate and a batch size. The middles of the batches stand in a table (make_data.py).

const [FLAT, STEEP] = DATA.steepness;
const SIZES = [1, 4, 16, DATA.examples];
const STYLES = { 1: ["vermillion", "2 3"], 4: ["orange", "7 3 2 3"], 16: ["purple", "7 4"], 64: ["blue", null] };
const WIDE = 5.5;
const HIGH = 3.3;
const LIMIT = 1 / STEEP;
const TAIL = DATA.steps / 2;
const PASSES = 3;
const FAR = 1e9;

// Along each axis a step brings W closer to the middle of its batch, by the same factor each time.
const factors = (rate) => [FLAT, STEEP].map((one) => 1 - (2 * one * rate));
const middleOf = (batch, step) => DATA.middles[batch]?.[step] ?? [0, 0];
const walk = ({ rate, start }, batch, steps) => {
  const kept = factors(rate);
  const places = [start];
  for (const step of range(steps)) {
    const middle = middleOf(batch, step);
    const next = places.at(-1).map((part, axis) => middle[axis] + kept[axis] * (part - middle[axis]));
    places.push(next.some((part) => Math.abs(part) > FAR) ? places.at(-1) : next);
  }
  return places;
};
const height = ([x, y]) => FLAT * x * x + STEEP * y * y;
const spread = (places) => Math.hypot(...places.flat()) / Math.sqrt(places.length);

let timer = null;
const play = (set, get) => {
  let shown = 0;
  clearInterval(timer);
  set({ steps: shown });
  timer = setInterval(() => {
    // Whoever moves the slider or goes to the next question ends the play.
    if (get().steps !== shown || shown === DATA.steps) clearInterval(timer);
    else set({ steps: ++shown });
  }, 40);
};

explore({
  start: { rate: 0.02, batch: 64, steps: 60, start: [-4.5, 1.6], axis: "steps" },
  questions: [
    { id: "small", right: 1, before: { rate: 0.02, steps: 0 }, after: { steps: 60 } },
    { id: "over", right: 0, before: { rate: 0.21, steps: 0 }, after: { steps: 8 } },
    { id: "noise", right: 2, before: { rate: 0.1, batch: 1, steps: 0 }, after: { steps: DATA.steps } },
    { id: "four", right: 1, before: { rate: 0.1, batch: 1, steps: DATA.steps }, after: { batch: 4 } },
    { id: "passes", right: 0, before: { rate: 0.02, batch: 1, steps: 0, axis: "passes" },
      after: { steps: PASSES * DATA.examples } },
  ],
  controls: [
    { id: "rate", kind: "range", min: -2.3, max: -0.6, step: 0.02, show: (state) => num(state.rate, 3),
      read: (state) => Math.log10(state.rate), write: (value) => ({ rate: Math.round(1000 * 10 ** value) / 1000 }) },
    { id: "batch", kind: "choice", values: SIZES, text: (value, t) => (value === 64 ? t("whole") : String(value)) },
    { id: "steps", kind: "range", min: 0, max: DATA.steps },
    { id: "play", kind: "action", act: play },
    { id: "axis", kind: "choice", values: ["steps", "passes"] },
  ],
  figures: [{
    id: "valley",
    height: (width) => (width * HIGH) / WIDE,
    label: (state, t) => t("figure", { steps: state.steps, rate: num(state.rate, 3) }),
    draw: ({ width, height: tall }, state, t, open) => {
      const at = ([x, y]) => [(x / WIDE + 1) * (width / 2), (1 - y / HIGH) * (tall / 2)];
      const unit = width / (2 * WIDE);
      const rings = [0.25, 1, 2.5, 5, 9, 14, 20, 28, 40, 55].reverse().map((level, index) => svg("ellipse", {
        cx: width / 2, cy: tall / 2, rx: unit * Math.sqrt(level / FLAT), ry: unit * Math.sqrt(level / STEEP),
        fill: css("green"), "fill-opacity": 0.045, stroke: css("green"), "stroke-opacity": 0.55,
      }));
      const places = walk(state, state.batch, open ? state.steps : 0);
      const dots = places.slice(1).map((place) => at(place)).filter(([x, y]) => Math.abs(x) < 5e3 && Math.abs(y) < 5e3);
      const shown = [at(state.start), ...dots];
      return [
        svg("rect", { width, height: tall, fill: css("card") }), ...rings,
        svg("path", { d: `M${width / 2 - 6} ${tall / 2}h12m-6 -6v12`, stroke: css("ink"), "stroke-width": 2 }),
        svg("path", { d: pathOf(shown), stroke: css("ink"), "stroke-width": 1.3, fill: "none", "stroke-opacity": 0.6 }),
        ...dots.map(([x, y], index) => svg("circle", { cx: x, cy: y, r: index === dots.length - 1 ? 6.5 : 2.5, fill: css(index === dots.length - 1 ? "vermillion" : "ink"),
          stroke: index === dots.length - 1 ? css("ink") : "none", "stroke-width": 2 })),
      ];
    },
    handles: (state, t) => [{
      id: "start", at: [(state.start[0] / WIDE + 1) / 2, (1 - state.start[1] / HIGH) / 2], nudge: 0.02,
      label: t("begin", { x: num(state.start[0], 1), y: num(state.start[1], 1) }),
      look: [svg("circle", { r: 9, fill: css("paper"), stroke: css("ink"), "stroke-width": 2.5 }),
        svg("circle", { r: 3, fill: css("ink") })],
      move: (fx, fy) => ({ start: [(2 * fx - 1) * WIDE, (1 - 2 * fy) * HIGH] }),
    }],
  }, {
    id: "history",
    height: (width) => clamp(width * 0.55, 220, 300),
    label: (state, t) => t("curves"),
    draw: ({ width, height: tall }, state, t, open) => {
      const byPasses = state.axis === "passes";
      const end = byPasses ? PASSES : DATA.steps;
      const { parts, X, Y } = axes({
        left: 44, right: width - 12, top: 26, bottom: tall - 40, x: [0, end], y: [-4, 3],
        xticks: (byPasses ? [0, 1, 2, 3] : [0, 50, 100, 150, 200]).map((at) => [at, at]),
        yticks: [-4, -2, 0, 2].map((at) => [at, decade(at)]),
        xlabel: t(`axis.${state.axis}`), ylabel: t("loss"),
      });
      const curve = (batch) => {
        const [color, dash] = STYLES[batch];
        const cost = byPasses ? batch / DATA.examples : 1;
        const places = walk(state, batch, Math.min(state.steps, Math.floor(end / cost)));
        const points = places.map((place, step) => [X(step * cost), Y(clamp(Math.log10(height(place)), -4, 3))]);
        return svg("path", { d: pathOf(points), stroke: css(color), "stroke-dasharray": dash, fill: "none",
          "stroke-width": batch === state.batch ? 2.6 : 1.6 });
      };
      const sizes = byPasses ? SIZES : [state.batch];
      const legend = sizes.flatMap((batch, at) => [
        svg("path", { d: `M${width - 150} ${34 + 17 * at}h28`, stroke: css(STYLES[batch][0]), "stroke-width": 2.4,
          "stroke-dasharray": STYLES[batch][1] }),
        svg("text", { x: width - 116, y: 38 + 17 * at, class: "small halo" }, t("of", { size: batch })),
      ]);
      return [...parts, ...(open ? sizes.map(curve) : []), ...legend];
    },
  }],
  values: (state, t, open) => {
    const [flat, steep] = factors(state.rate);
    const places = walk(state, state.batch, DATA.steps);
    const lost = Math.abs(places.at(-1)[1]) > 1e3;
    const rows = [[t("value.limit"), num(LIMIT, 2)]];
    return !open ? rows : [
      ...rows, [t("value.steep"), num(steep, 3)], [t("value.flat"), num(flat, 3)],
      [t("value.loss", { steps: state.steps }), power(height(places[state.steps]), 2)],
      [t("value.spread"), lost ? t("value.lost") : num(spread(places.slice(TAIL)), 3)],
      [t("value.cost"), `${state.steps * state.batch} (${num((state.steps * state.batch) / DATA.examples, 1)})`],
    ];
  },
});
