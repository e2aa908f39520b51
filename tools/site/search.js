// Search without a server. Every word must occur in the section, anywhere in a word, so that Korean endings do no harm.
// The index is a script, because a page that is opened as a file may not fetch one.
"use strict";
const root = document.body.dataset.root;
const field = document.querySelector("input[type=search]");
const box = document.querySelector(".results");
const list = box.querySelector("ol");
const status = box.querySelector("p");
const MOST = 30, AROUND = 60;
const plain = text => text.normalize("NFC").toLowerCase();
let sections = null;

// On a phone the list of pages would stand before every text.
if (matchMedia("(max-width: 48rem)").matches) document.querySelector(".navigation").open = false;

function load(then) {
  if (sections) return then();
  const script = document.createElement("script");
  script.src = root + "search-index.js";
  script.onload = () => {
    const own = document.documentElement.lang;
    sections = window.sections.map(([address, language, title, heading, text]) =>
      ({ address, language, title, heading, text, own: language === own,
         inTitle: plain(title), inHeading: plain(heading), inText: plain(text) }));
    then();
  };
  document.head.append(script);
}

function points(section, words) {
  let sum = section.own ? 1 : 0;
  for (const word of words) {
    const places = [[section.inHeading, 8], [section.inTitle, 4], [section.inText, 2]].filter(([text]) => text.includes(word));
    if (!places.length) return 0;
    sum += places.reduce((all, [, weight]) => all + weight, 0);
  }
  return sum;
}

function marked(element, text, words) {
  const escaped = words.map(word => word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
  // With one group in the pattern, every second piece is a match.
  text.normalize("NFC").split(new RegExp(`(${escaped.join("|")})`, "giu")).forEach((piece, number) => {
    const part = number % 2 ? document.createElement("mark") : new Text();
    part.textContent = piece;
    element.append(part);
  });
}

function excerpt(section, words) {
  const places = words.map(word => section.inText.indexOf(word)).filter(place => place >= 0);
  const near = Math.max(0, Math.min(...places, section.text.length) - AROUND);
  const first = places.length && near ? section.text.indexOf(" ", near) + 1 : 0;
  const last = first + 3 * AROUND;
  return (first ? "… " : "") + section.text.slice(first, last) + (last < section.text.length ? " …" : "");
}

function show() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  box.hidden = !words.length;
  if (!words.length) return;
  load(() => {
    const found = sections.map(section => [points(section, words), section]).filter(([sum]) => sum).sort((a, b) => b[0] - a[0]);
    status.textContent = found.length ? document.body.dataset.found.replace("{}", found.length) : document.body.dataset.none;
    list.replaceChildren(...found.slice(0, MOST).map(([, section]) => {
      const item = document.createElement("li"), link = document.createElement("a"), name = document.createElement("b");
      const text = document.createElement("span");
      link.href = root + section.address;
      link.lang = section.language;
      marked(name, section.heading === section.title ? section.title : `${section.title}: ${section.heading}`, words);
      marked(text, excerpt(section, words), words);
      link.append(name, text);
      item.append(link);
      return item;
    }));
  });
}

field.disabled = false;
field.addEventListener("focus", () => load(() => {}), { once: true });
field.addEventListener("input", show);
field.form.addEventListener("submit", event => { event.preventDefault(); list.querySelector("a")?.click(); });
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement === document.body) { event.preventDefault(); field.focus(); }
  if (event.key === "Escape") { box.hidden = true; }
});
document.addEventListener("click", event => { if (!field.form.contains(event.target)) box.hidden = true; });
box.addEventListener("click", event => { if (event.target.closest("a")) box.hidden = true; });
