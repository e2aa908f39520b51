"use strict";
// Slide h from 1 to 1e-16: truncation against rounding error, and a kink. Slopes stand in tables (make_data.py).

const LAST = DATA.h.length - 1;
const FUNCTIONS = { cube: (x) => x * x * x, square: (x) => x * x, kink: (x) => (x > 0 ? x : 0) };
const METHODS = [["forward", "blue", null], ["central", "vermillion", "7 4"]];
const FLOOR = -17;

const tableOf = (state) => DATA.functions[state.name];
const errorOf = (state, method, at) => Math.abs(tableOf(state)[method][at] - tableOf(state).slope);
const lost = (error) => (error === 0 ? FLOOR : clamp(Math.log10(error), FLOOR, 1));

// Two numbers with the digits that they share in gray.
const digits = (value, other) => {
  const [text, with_] = [value, other].map((one) => minus(one.toFixed(17)));
  const shared = [...text].findIndex((sign, at) => sign !== with_[at]);
  const cut = shared < 0 ? text.length : shared;
  return el("span", {}, el("span", { class: "soft" }, text.slice(0, cut)), el("b", {}, text.slice(cut)));
};

explore({
  start: { name: "cube", at: 4, seen: 4 },
  questions: [
    { id: "forward", right: 1, before: { at: 8, seen: 8 }, after: { at: 16, seen: 16 } },
    { id: "central", right: 2, before: { at: 8, seen: 8 }, after: { at: 16, seen: 16 } },
    { id: "tiny", right: 1, before: { at: 16, seen: 16 }, after: { at: LAST, seen: LAST } },
    { id: "best", right: 1, before: { at: 8, seen: 8 }, after: { at: 20, seen: LAST } },
    { id: "kink", right: 2, before: { name: "kink", at: 8, seen: 0 }, after: { seen: LAST } },
  ],
  controls: [
    { id: "at", kind: "range", min: 0, max: LAST, show: (state) => power(DATA.h[state.at]),
      write: (value, state) => ({ at: value, seen: Math.max(value, state.seen) }) },
    { id: "name", kind: "choice", values: Object.keys(FUNCTIONS) },
  ],
  figures: [{
    id: "graph",
    height: (width) => Math.min(width * 0.72, 420),
    label: (state, t) => t("figure", { name: t(`name.${state.name}`), h: power(DATA.h[state.at]) }),
    draw: ({ width, height }, state, t, open) => {
      const [f, { x, slope }, h] = [FUNCTIONS[state.name], tableOf(state), DATA.h[state.at]];
      const reach = 1.6 * h;
      const rise = (u) => f(x + u) - f(x);
      const samples = range(321).map((at) => (at / 160 - 1) * reach);
      const heights = samples.map(rise);
      const low = Math.min(...heights, -slope * reach * 0.5);
      const high = Math.max(...heights, slope * reach * 0.5);
      const { parts, X, Y } = axes({
        left: 14, right: width - 14, top: 26, bottom: height - 30, x: [-reach, reach],
        y: [low - 0.06 * (high - low), high + 0.06 * (high - low)],
        xticks: [[-h, "x − h"], [0, "x"], [h, "x + h"]], ylabel: t("zoom", { width: power(2 * reach) }),
      });
      const line = (points, color, dash, size) => svg("path", { d: pathOf(points.map(([a, b]) => [X(a), Y(b)])),
        stroke: css(color), "stroke-width": size, "stroke-dasharray": dash, fill: "none" });
      const dot = (u, color) => svg("circle", { cx: X(u), cy: Y(rise(u)), r: 5, fill: css(color), stroke: css("paper") });
      const chord = (a, b, color, dash) => line([[a, rise(a)], [b, rise(b)]], color, dash, 2.5);
      return [
        ...parts, line(samples.map((u, at) => [u, heights[at]]), "ink", null, 2),
        line([Math.max(-reach, low / slope), reach].map((u) => [u, slope * u]), "gray", "2 4", 2),
        ...(open ? [chord(0, h, "blue", null), chord(-h, h, "vermillion", "7 4")] : []),
        dot(-h, "vermillion"), dot(0, "blue"), dot(h, "ink"),
      ];
    },
  }, {
    id: "errors",
    height: (width) => clamp(width * 0.6, 230, 330),
    label: (state, t) => t("curves"),
    draw: ({ width, height }, state, t, open) => {
      const { parts, X, Y } = axes({
        left: 44, right: width - 20, top: 26, bottom: height - 40, x: [0, LAST], y: [FLOOR, 1],
        xticks: [0, 4, 8, 12, 16].map((at) => [4 * at, decade(-at)]),
        yticks: [0, -4, -8, -12, -16].map((at) => [at, decade(at)]), xlabel: t("step"), ylabel: t("error"),
      });
      const curve = ([method, color, dash]) => svg("path", {
        d: pathOf(range(state.seen + 1).map((at) => [X(at), Y(lost(errorOf(state, method, at)))])),
        stroke: css(color), "stroke-width": 2.2, "stroke-dasharray": dash, fill: "none",
      });
      const dots = !open && !state.seen ? [] : METHODS.map(([method, color]) =>
        svg("circle", { cx: X(state.at), cy: Y(lost(errorOf(state, method, state.at))), r: 6, fill: css(color),
          stroke: css("ink"), "stroke-width": 1.5 }));
      const legend = METHODS.flatMap(([method, color, dash], at) => [
        svg("path", { d: `M${width - 150} ${height - 76 + 17 * at}h28`, stroke: css(color), "stroke-width": 2.2, "stroke-dasharray": dash }),
        svg("text", { x: width - 116, y: height - 72 + 17 * at, class: "small halo" }, t(`method.${method}`)),
      ]);
      return [...parts, ...METHODS.map(curve), ...dots, ...legend];
    },
  }],
  values: (state, t, open) => {
    const [f, { x, slope, forward, central }, h] = [FUNCTIONS[state.name], tableOf(state), DATA.h[state.at]];
    const rows = [[t("value.slope"), num(slope, 2)]];
    const both = (method, value) => [t(`value.${method}`), `${minus(value.toPrecision(12))}  (${t("off")} ${power(errorOf(state, method, state.at))})`];
    return [
      ...rows,
      ...(open || state.seen > 0 ? [both("forward", forward[state.at]), both("central", central[state.at])] : []),
      ["f(x + h)", digits(f(x + h), f(x)), "code"], ["f(x)", digits(f(x), f(x + h)), "code"],
      ["f(x − h)", digits(f(x - h), f(x)), "code"],
    ];
  },
});
