"use strict";
// Draw a digit and see it through filters, pooling and two trained networks. The weights, and the table that says which
// number is connected with which, are those of make_data.py; one function serves every layer.

const SIZE = DATA.size;
const FILTERS = DATA.weights.conv[1].length;
const PEN = 4.5 / 48;
// The ends of the color map of weights (RdBu): blue speaks for, red against, white is zero.
const FOR = [33, 102, 172];
const AGAINST = [178, 24, 43];

const open01 = (value) => Math.max(0, value);
// Follow a list of connections [from, weight]: the sum at one end.
const follow = (connections, values, weights, offset, start) =>
  connections.reduce((sum, [from, at]) => sum + values[from] * weights[offset + at], start);
const everything = (count) => range(count).map((at) => [at, at]);
const full = (values, weights, starts) => {
  const all = everything(values.length);
  return starts.map((start, unit) => follow(all, values, weights, unit * values.length, start));
};

const through = (picture) => {
  const [filters, starts, last, ends] = DATA.weights.conv;
  const maps = range(FILTERS).map((one) =>
    DATA.sight.map((connections) => open01(follow(connections, picture, filters, 9 * one, starts[one]))));
  const pooled = maps.map((map) => DATA.pools.map((places) => places.map((at) => map[at]).sort((a, b) => b - a)[0]));
  const [w, b, v, c] = DATA.weights.dense;
  return { maps, pooled, conv: full(pooled.flat(), last, ends), dense: full(full(picture, w, b).map(open01), v, c) };
};
const best = (scores) => scores.indexOf(Math.max(...scores));

// Strokes become a bitmap of 48 x 48, and each pixel the share of its 4 x 4 bits that are set, as in the data set.
const bits = document.createElement("canvas");
bits.width = bits.height = 4 * SIZE;
const inked = (strokes) => {
  const brush = bits.getContext("2d", { willReadFrequently: true });
  brush.clearRect(0, 0, bits.width, bits.height);
  Object.assign(brush, { lineWidth: PEN * bits.width, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    brush.beginPath();
    stroke.forEach(([x, y], at) => brush[at ? "lineTo" : "moveTo"](x * bits.width, y * bits.width));
    if (stroke.length === 1) brush.lineTo(stroke[0][0] * bits.width + 0.01, stroke[0][1] * bits.width);
    brush.stroke();
  }
  const { data } = brush.getImageData(0, 0, bits.width, bits.height);
  const picture = Array(SIZE * SIZE).fill(0);
  range(bits.width * bits.width).forEach((at) => {
    const [row, column] = [Math.floor(at / bits.width / 4), Math.floor((at % bits.width) / 4)];
    if (data[4 * at + 3] > 127) picture[row * SIZE + column] += 1 / 16;
  });
  return picture;
};

const drawn = (state) => state.strokes ?? [];
const moved = (picture, dx, dy) => picture.map((_, at) => {
  const [row, column] = [Math.floor(at / SIZE) - dy, (at % SIZE) - dx];
  return row >= 0 && row < SIZE && column >= 0 && column < SIZE ? picture[row * SIZE + column] : 0;
});
const still = (state) => {
  if (state.digit === "own") return inked(drawn(state));
  const edge = (SIZE - 8) / 2;
  const picture = Array(SIZE * SIZE).fill(0);
  DATA.digits[state.digit].forEach((value, at) => {
    picture[(Math.floor(at / 8) + edge) * SIZE + (at % 8) + edge] = value / 16;
  });
  return picture;
};
const pictureOf = (state) => moved(still(state), state.dx, state.dy);

// Make the drawing as high as the digits of the data set, in the middle of the frame.
const fitted = (strokes) => {
  const points = strokes.flat();
  if (!points.length) return strokes;
  const [low, high] = [0, 1].map((axis) => points.map((point) => point[axis])).map((parts, axis, both) =>
    axis === 0 ? both.map((one) => Math.min(...one)) : both.map((one) => Math.max(...one)));
  const room = 8 / SIZE - PEN;
  const scale = room / Math.max(high[1] - low[1], high[0] - low[0], 0.05);
  return strokes.map((stroke) => stroke.map((point) =>
    point.map((part, axis) => 0.5 + (part - (low[axis] + high[axis]) / 2) * scale)));
};
const begun = (state, x, y) => ({ digit: "own", dx: 0, dy: 0, pen: [x, y],
  strokes: [...(state.digit === "own" ? moveStrokes(state) : []), [[x, y]]] });
const moveStrokes = (state) => drawn(state).map((stroke) =>
  stroke.map(([x, y]) => [x + state.dx / SIZE, y + state.dy / SIZE]));
const continued = (state, x, y) => ({ pen: [x, y],
  strokes: [...drawn(state).slice(0, -1), [...drawn(state).at(-1), [x, y]]] });

const cells = (values, columns, x, y, size, fill) => values.map((value, at) => {
  const side = size / columns;
  return svg("rect", { x: x + (at % columns) * side, y: y + Math.floor(at / columns) * side, width: side + 0.3,
    height: side + 0.3, ...fill(value) });
});
const GAP = 6;
const columnsOf = (width) => (width < 480 ? 4 : 8);
const sideOf = (width) => width / columnsOf(width) - GAP;
const blockOf = (width) => 2.6 * sideOf(width) + 84;
const shade = (color, most) => (value) => ({ fill: color, "fill-opacity": clamp(value / most, 0, 1) });
const weighed = (most) => (value) => {
  const share = clamp(Math.abs(value) / most, 0, 1);
  const mix = (value < 0 ? AGAINST : FOR).map((part) => Math.round(255 + share * (part - 255)));
  return { fill: `rgb(${mix})` };
};

explore({
  start: { digit: 3, dx: 0, dy: 0, pen: [0.5, 0.3], down: false },
  fields: () => Object.fromEntries(["accuracy", "centered"].flatMap((test) => ["conv", "dense"].map((name) =>
    [`${test}_${name}`, num(100 * DATA[test][name], 1)]))),
  questions: [
    { id: "move", right: 1, before: { digit: 3 }, after: { dx: 1 } },
    { id: "pool", right: 0, before: { digit: 3, dx: -1 }, after: { dx: 1 } },
    { id: "better", right: 0, before: { digit: 5 }, after: { dx: 1, dy: -2 } },
    { id: "empty", right: 2, before: { digit: "own", strokes: [] } },
  ],
  controls: [
    { id: "digit", kind: "choice", values: [...range(10), "own"], text: (value, t) => (value === "own" ? t("own") : String(value)),
      write: (value) => ({ digit: value, dx: 0, dy: 0 }) },
    { id: "dx", kind: "range", min: -2, max: 2 },
    { id: "dy", kind: "range", min: -2, max: 2 },
    { id: "fit", kind: "action", act: (set, get) => set({ dx: 0, dy: 0, strokes: fitted(drawn(get())) }) },
    { id: "clear", kind: "action", act: (set) => set({ digit: "own", dx: 0, dy: 0, strokes: [], down: false }) },
  ],
  figures: [{
    id: "pad",
    height: (width) => Math.min(width, 420),
    label: (state, t) => t(state.digit === "own" ? "pad" : "sample", { digit: state.digit }),
    draw: ({ width, height }, state, t) => {
      const left = (width - height) / 2;
      const unit = height / SIZE;
      const lines = state.digit !== "own" ? [] : moveStrokes(state).map((stroke) => svg("path", {
        d: pathOf((stroke.length > 1 ? stroke : [...stroke, stroke[0]]).map(([x, y]) => [left + x * height, y * height])),
        stroke: css("orange"), "stroke-width": 2, fill: "none", "stroke-linecap": "round",
      }));
      const guide = 2 * unit;
      return [
        svg("rect", { x: left, width: height, height, fill: css("card") }),
        ...cells(pictureOf(state), SIZE, left, 0, height, shade(css("ink"), 1)), ...lines,
        svg("rect", { x: left + guide, y: guide, width: 8 * unit, height: 8 * unit, fill: "none", stroke: css("gray"),
          "stroke-dasharray": "5 5" }),
        svg("rect", { x: left + 0.5, y: 0.5, width: height - 1, height: height - 1, fill: "none", stroke: css("frame") }),
      ];
    },
    press: (x, y, state) => begun(state, ...onPad(x, y)),
    drag: (x, y, state) => continued(state, ...onPad(x, y)),
    handles: (state, t, open) => (open ? [{
      id: "pen", at: offPad(...state.pen), nudge: 1 / 24, label: t(state.down ? "penDown" : "penUp"),
      look: [svg("circle", { r: 7, fill: state.down ? css("vermillion") : "none", stroke: css("vermillion"), "stroke-width": 2.5 })],
      move: (fx, fy, now) => {
        const place = onPad(fx, fy).map((part) => clamp(part, 0, 1));
        return now.down ? continued(now, ...place) : { pen: place };
      },
      keys: {
        " ": (now) => (now.down ? { down: false } : { ...begun(now, ...now.pen), down: true }),
        Enter: (now) => (now.down ? { down: false } : { ...begun(now, ...now.pen), down: true }),
      },
    }] : []),
  }, {
    id: "maps",
    height: (width) => (FILTERS / columnsOf(width)) * blockOf(width),
    label: (state, t) => t("maps"),
    draw: ({ width }, state, t) => {
      const [columns, side] = [columnsOf(width), sideOf(width)];
      const { maps, pooled } = through(pictureOf(state));
      const most = Math.max(0.5, ...maps.flat());
      const largest = Math.max(...DATA.weights.conv[0].map(Math.abs));
      return range(FILTERS).flatMap((one) => {
        const [x, y] = [(one % columns) * (side + GAP), Math.floor(one / columns) * blockOf(width)];
        const picture = (values, count, top, size, fill) => [
          ...cells(values, count, x, top, size, fill),
          svg("rect", { x, y: top, width: size, height: size, fill: "none", stroke: css("frame") }),
        ];
        const word = (text, top) => (one % columns ? [] : [svg("text", { x, y: top, class: "small" }, text)]);
        const small = 0.6 * side;
        return [
          ...word(t("filters"), y + 12),
          ...picture(DATA.weights.conv[0].slice(9 * one, 9 * one + 9), 3, y + 18, small, weighed(largest)),
          ...word(t("maps_"), y + small + 36),
          ...picture(maps[one], SIZE, y + small + 42, side, shade(css("accent"), most)),
          ...word(t("pools"), y + small + side + 60),
          ...picture(pooled[one], SIZE / 2, y + small + side + 66, side, shade(css("accent"), most)),
        ];
      });
    },
  }, {
    id: "scores",
    height: () => 190,
    label: (state, t) => t("scores"),
    draw: ({ width, height }, state, t, open) => {
      const found = through(pictureOf(state));
      const wide = width / 2 - 8;
      return ["conv", "dense"].flatMap((name, panel) => {
        const scores = found[name];
        const left = panel * (width / 2 + 8);
        const [low, high] = [Math.min(...scores, 0), Math.max(...scores, 1)];
        const Y = (value) => 150 - (110 * (value - low)) / (high - low);
        const step = wide / 10;
        const bars = scores.map((score, digit) => svg("rect", { x: left + digit * step + 2, width: step - 4,
          y: Math.min(Y(score), Y(0)), height: Math.abs(Y(score) - Y(0)) + 0.5,
          fill: css(digit === best(scores) ? "vermillion" : "gray") }));
        return [
          svg("text", { x: left, y: 14, class: "small" }, t(`net.${name}`)),
          ...(open ? [...bars, svg("path", { d: `M${left} ${Y(0)}h${wide}`, class: "axis" })] : []),
          ...range(10).map((digit) => svg("text", { x: left + (digit + 0.5) * step, y: 172, "text-anchor": "middle",
            class: "small", "font-weight": open && digit === best(scores) ? 700 : 400 }, digit)),
        ];
      });
    },
  }],
  values: (state, t, open) => {
    const found = through(pictureOf(state));
    const rows = [[t("value.label"), state.digit === "own" ? t("own") : String(state.digit)],
      [t("value.weights"), ["conv", "dense"].map((name) => `${t(`net.${name}`)} ${DATA.counts[name]}`).join(", ")]];
    return !open ? rows : [...rows, [t("value.conv"), String(best(found.conv))], [t("value.dense"), String(best(found.dense))]];
  },
});

// The pad is a square in the middle of its figure; these go from the figure to the pad and back.
function padShape() {
  const box = document.querySelector("#figure-pad svg").getBoundingClientRect();
  return [(box.width - box.height) / 2 / box.width, box.height / box.width];
}
function onPad(x, y) {
  const [left, share] = padShape();
  return [(x - left) / share, y];
}
function offPad(x, y) {
  const [left, share] = padShape();
  return [left + x * share, y];
}
