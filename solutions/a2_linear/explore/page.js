"use strict";
// Turn the line of a linear classifier and see scores, margin and both losses. Losses stand in tables (make_data.py).

const COLORS = ["blue", "orange"];
const REACH = 4;
const LOSSES = [["hinge", "vermillion", null], ["softmax", "purple", "6 4"]];
const radians = (state) => (state.angle * Math.PI) / 180;
const across = (fraction) => (2 * fraction - 1) * REACH;
const along = (value) => (value / REACH + 1) / 2;

// How far a place lies in front of the line (where squares should be): turn the plane so that the line stands upright.
const front = (state, [x, y]) => Math.hypot(x, y) * Math.cos(Math.atan2(y, x) - radians(state)) - state.shift;
// A score is the length of the weights times that distance; the other class has the opposite score.
const score = (state, point, label) => state.weight * front(state, point) * (label ? 1 : -1);
const ahead = (state, point) => 2 * score(state, point, point[2]);

// Beyond the table the entries go on in a straight line.
const looked = (table, at) => {
  const place = (at - DATA.from) / DATA.step;
  const low = clamp(Math.floor(place), 0, table.length - 2);
  return Math.max(0, table[low] + (place - low) * (table[low + 1] - table[low]));
};
const lossOf = (name, at) => looked(DATA.losses[name], at);
const average = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const chance = (at) => clamp(looked(DATA.chance, at), 0, 1);

// The ends of a line at this distance in front of the boundary, far outside of the figure.
const ends = (state, apart) => {
  const [c, s, d] = [Math.cos(radians(state)), Math.sin(radians(state)), state.shift + apart];
  return [[d * c - 20 * s, d * s + 20 * c], [d * c + 20 * s, d * s - 20 * c]];
};

explore({
  start: { points: DATA.points, angle: 20, shift: 0, weight: 0.5, chosen: 9 },
  questions: [
    { id: "inside", right: 2, before: { angle: 12, shift: 0.15, weight: 0.35 } },
    { id: "longer", right: 0, before: { angle: 12, shift: 0.15, weight: 0.35 }, after: { weight: 3 } },
    { id: "wrong", right: 1, before: { angle: 12, shift: 1.6, weight: 0.5, chosen: 11 }, after: { weight: 3 } },
    { id: "turned", right: 1, before: { angle: 12, shift: 0.15, weight: 0.5, chosen: 9 }, after: { angle: 192, shift: -0.15 } },
  ],
  controls: [
    { id: "angle", kind: "range", min: 0, max: 359, show: (state) => `${state.angle}°` },
    { id: "shift", kind: "range", min: -3, max: 3, step: 0.05, show: (state) => num(state.shift) },
    { id: "weight", kind: "range", min: -2, max: 2, step: 0.05, show: (state) => num(state.weight),
      read: (state) => Math.log2(state.weight), write: (value) => ({ weight: 2 ** value }) },
  ],
  figures: [{
    id: "plane",
    label: (state, t) => t("figure", { angle: state.angle }),
    draw: ({ width }, state, t, open) => {
      const at = ([x, y]) => [along(x) * width, along(-y) * width];
      const tint = parseInt(css("faint"), 10) / 100;
      const side = (label, sign) => {
        const [[ax, ay], [bx, by]] = ends(state, 0);
        const [dx, dy] = [20 * sign * Math.cos(radians(state)), 20 * sign * Math.sin(radians(state))];
        return svg("path", { d: `${pathOf([[ax, ay], [bx, by], [bx + dx, by + dy], [ax + dx, ay + dy]].map(at))}Z`,
          fill: css(COLORS[label]), "fill-opacity": tint });
      };
      const edge = 1 / (2 * state.weight);
      const line = (apart, dash, size) => svg("path", { d: pathOf(ends(state, apart).map(at)), stroke: css("ink"),
        "stroke-width": size, "stroke-dasharray": dash, fill: "none" });
      const arrow = [state.shift, state.shift + 1.2].map((far) => [far * Math.cos(radians(state)), far * Math.sin(radians(state))]);
      return [
        side(1, 1), side(0, -1), svg("path", { d: pathOf(arrow.map(at)), stroke: css("ink"), "stroke-width": 2.5 }), line(0, null, 2.5), open ? [line(edge, "7 5", 1.2), line(-edge, "7 5", 1.2)] : [],
        svg("rect", { x: 0.5, y: 0.5, width: width - 1, height: width - 1, fill: "none", stroke: css("line") }),
      ].flat();
    },
    handles: (state, t, open) => {
      const tip = [Math.cos(radians(state)), Math.sin(radians(state))];
      const spot = (far) => [along(far * tip[0]), along(-far * tip[1])];
      return [
        ...state.points.map(([x, y, label], at) => {
          const missed = ahead(state, [x, y, label]) <= 0;
          return {
            id: `point-${at}`, group: "points", at: [along(x), along(-y)], nudge: 0.0125, tab: at === state.chosen,
            label: t("point", { at: at + 1, all: state.points.length, shape: t(`shape.${label}`), x: num(x, 1), y: num(y, 1) }),
            look: [
              at === state.chosen ? svg("circle", { r: 14, fill: "none", stroke: css("ink"), "stroke-width": 1.5 }) : null,
              mark(label, 0, 0, 7.5, { fill: css(COLORS[label]), stroke: css("ink"), "stroke-width": 1.5 }),
              missed ? svg("path", { d: "M-5 -5L5 5M5 -5L-5 5", stroke: css("ink"), "stroke-width": 2 }) : null,
            ],
            move: (fx, fy, now) => ({ chosen: at, points: now.points.map((one, other) =>
              (other === at ? [across(fx), -across(fy), label] : one)) }),
            keys: {
              PageDown: (now) => ({ chosen: (now.chosen + 1) % now.points.length }),
              PageUp: (now) => ({ chosen: (now.chosen + now.points.length - 1) % now.points.length }),
            },
          };
        }),
        {
          id: "turn", at: spot(state.shift + 1.2), above: true, label: t("turn", { angle: state.angle }),
          look: [svg("path", { d: "M12 0L-4 -9V9Z", transform: `rotate(${-state.angle})`, fill: css("ink") })],
          move: (fx, fy, now) => {
            const way = Math.sign(now.shift + 1.2) || 1;
            const angle = (Math.atan2(-way * across(fy), way * across(fx)) * 180) / Math.PI;
            return { angle: (Math.round(angle) + 360) % 360 };
          },
          turn: (way, far, now) => ({ angle: (now.angle + (way > 0 ? 358 : 362) - (far ? 8 * Math.sign(way) : 0)) % 360 }),
        },
        {
          id: "shift", at: spot(state.shift), above: true, label: t("shift", { shift: num(state.shift) }),
          look: [svg("circle", { r: 9, fill: css("paper"), stroke: css("ink"), "stroke-width": 2.5 })],
          move: (fx, fy, now) => {
            const far = across(fx) * Math.cos(radians(now)) - across(fy) * Math.sin(radians(now));
            return { shift: Math.round(clamp(far, -3, 3) * 20) / 20 };
          },
          turn: (way, far, now) => ({ shift: Math.round(clamp(now.shift + Math.sign(way) * (far ? 0.5 : 0.1), -3, 3) * 20) / 20 }),
        },
      ];
    },
  }, {
    id: "losses",
    height: (width) => clamp(width * 0.55, 210, 290),
    label: (state, t) => t("curves"),
    draw: ({ width, height }, state, t, open) => {
      const { parts, X, Y } = axes({
        left: 34, right: width - 10, top: 24, bottom: height - 40, x: [-5, 5], y: [0, 6],
        xticks: [-4, -2, 0, 1, 2, 4].map((at) => [at, minus(at)]), yticks: [0, 2, 4, 6].map((at) => [at, at]),
        xlabel: t("ahead"), ylabel: t("loss"),
      });
      const curve = ([name, color, dash]) => svg("path", {
        d: pathOf(range(101).map((at) => at / 10 - 5).filter((at) => lossOf(name, at) <= 6).map((at) => [X(at), Y(lossOf(name, at))])),
        stroke: css(color), "stroke-width": 2.5, "stroke-dasharray": dash, fill: "none",
      });
      const legend = LOSSES.flatMap(([name, color, dash], at) => [
        svg("path", { d: `M${width - 130} ${34 + 18 * at}h28`, stroke: css(color), "stroke-width": 2.5, "stroke-dasharray": dash }),
        svg("text", { x: width - 96, y: 38 + 18 * at, class: "small" }, t(`losses.${name}`)),
      ]);
      const dots = !open ? [] : state.points.flatMap((point, at) => LOSSES.map(([name]) => {
        const value = ahead(state, point);
        return mark(point[2], X(clamp(value, -5, 5)), Y(clamp(lossOf(name, value), 0, 6)), at === state.chosen ? 6.5 : 3.5,
          { fill: css(COLORS[point[2]]), stroke: css("ink"), "stroke-width": at === state.chosen ? 2 : 0.8 });
      }));
      return [...parts, ...LOSSES.map(curve), ...legend, ...dots];
    },
  }],
  values: (state, t, open) => {
    const point = state.points[state.chosen];
    const far = ahead(state, point);
    const missed = state.points.filter((one) => ahead(state, one) <= 0).length;
    const tight = state.points.filter((one) => ahead(state, one) < 1).length;
    const mean = (name) => num(average(state.points.map((one) => lossOf(name, ahead(state, one)))), 3);
    const rows = [[t("value.wrong"), t("value.count", { count: missed, all: state.points.length })]];
    return !open ? rows : [
      ...rows, [t("value.tight"), t("value.count", { count: tight, all: state.points.length })],
      [t("value.hinge"), mean("hinge")], [t("value.softmax"), mean("softmax")],
      [t("value.scores"), [0, 1].map((label) => `${t(`shape.${label}`)} ${num(score(state, point, label))}`).join(", ")],
      [t("value.ahead"), num(far)],
      [t("value.own"), `${t("losses.hinge")} ${num(lossOf("hinge", far))}, ${t("losses.softmax")} ${num(lossOf("softmax", far))}`],
      [t("value.chance"), num(chance(far))],
    ];
  },
});
