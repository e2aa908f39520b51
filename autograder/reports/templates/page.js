"use strict";
{
  const page = document.documentElement;

  // CSS hides the texts of other languages; options cannot contain elements, so their text is replaced
  const speak = (language) => {
    page.lang = language;
    for (const one of document.querySelectorAll("[data-en]")) one.textContent = one.dataset[language];
    for (const one of document.querySelectorAll("[data-speak]"))
      one.setAttribute("aria-pressed", String(one.dataset.speak === language));
  };
  for (const one of document.querySelectorAll("[data-speak]"))
    one.addEventListener("click", () => {
      speak(one.dataset.speak);
      try { localStorage.setItem("language", one.dataset.speak); } catch { /* no storage */ }
    });
  try {
    const before = localStorage.getItem("language");
    if ([...document.querySelectorAll("[data-speak]")].some((one) => one.dataset.speak === before)) speak(before);
  } catch { /* likewise */ }

  // the cell's data-value, or else its text in the shown language
  const value = (row, column, kind) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.innerText.trim();
    return kind === "number" ? (text === "" ? -Infinity : parseFloat(text)) : text;
  };
  const comparing = (kind) =>
    kind === "number" ? (a, b) => a - b : new Intl.Collator(page.lang, { numeric: true }).compare;
  // marks the column of a button as sorted; returns whether upwards
  const sorting = (table, button) => {
    const head = button.closest("th"), up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells)
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    return up;
  };
  const sorted = (pairs, order, up) => pairs.sort((a, b) => (up ? order(a[0], b[0]) : order(b[0], a[0])) || 0);
  for (const table of document.querySelectorAll("table.sortable"))
    for (const button of table.tHead.querySelectorAll("button"))
      button.addEventListener("click", () => {
        const up = sorting(table, button), kind = button.dataset.sort, column = button.closest("th").cellIndex;
        const pairs = [...table.tBodies[0].rows].map((row) => [value(row, column, kind), row]);
        table.tBodies[0].append(...sorted(pairs, comparing(kind), up).map((pair) => pair[1]));
      });

  const roll = document.getElementById("roll");
  if (roll) {
    const at = (id) => document.getElementById(id);
    const words = at("words"), place = at("place"), letter = at("letter"), shown = at("shown"), part = at("part");
    const data = JSON.parse(at("rows").textContent), perPage = Number(roll.dataset.perPage);
    const NAME = 0, LINK = 1, SCORE = 2, HELD = 3, LETTERS = 4, MISTAKES = 5, REASON = 6, HELP = 7;
    const texts = data.rows.map((row) => (row[NAME] + " " + row[MISTAKES]).toLowerCase());
    let order = data.rows.map((_, index) => index), found = order, first = 0;

    const made = (name, properties, ...children) => {
      const element = Object.assign(document.createElement(name), properties);
      element.append(...children);
      return element;
    };
    const spoken = (texts) => Object.entries(texts).map(([lang, text]) => made("span", { lang, textContent: text }));
    const drawn = (row) => {
      const head = made("th", { scope: "row" }, made("a", { href: row[LINK], textContent: row[NAME] }));
      if (row[HELD]) head.append(" ", made("span", { className: "badge review" }, ...spoken(data.withheld)));
      if (row[REASON] >= 0) head.append(" ", made("span", { className: "remark" }, ...spoken(data.reasons[row[REASON]])));
      const letters = [...row[LETTERS]].map((one) => made("span", { className: data.kinds[one] ?? "", textContent: one }));
      return made("tr", {}, head, made("td", { className: "right", textContent: row[SCORE] }),
        made("td", { className: "letters" }, ...letters));
    };
    const draw = () => {
      const last = Math.min(first + perPage, found.length);
      roll.tBodies[0].replaceChildren(...found.slice(first, last).map((index) => drawn(data.rows[index])));
      shown.textContent = String(found.length);
      part.textContent = found.length ? `${first + 1}–${last}` : "0";
      at("back").disabled = first === 0;
      at("on").disabled = last >= found.length;
      part.closest("nav").hidden = found.length <= perPage;
    };
    const fits = (index) => {
      const row = data.rows[index], sought = words.value.toLowerCase().split(/\s+/);
      if (!sought.every((word) => texts[index].includes(word))) return false;
      const letters = place.value === "" ? row[LETTERS] : row[LETTERS].charAt(Number(place.value));
      if (letter.value === "held") return place.value === "" ? row[HELD] === 1 : /[GR]/.test(letters);
      if (letter.value === "help") return row[HELP] === 1;
      return letter.value === "" || letters.includes(letter.value);
    };
    const filter = () => {
      found = order.filter(fits);
      first = 0;
      draw();
    };
    for (const button of roll.tHead.querySelectorAll("button"))
      button.addEventListener("click", () => {
        const up = sorting(roll, button), kind = button.dataset.sort;
        const key = kind === "number" ? (row) => parseFloat(row[SCORE]) : (row) => row[NAME];
        const pairs = order.map((index) => [key(data.rows[index]), index]);
        order = sorted(pairs, comparing(kind), up).map((pair) => pair[1]);
        filter();
      });
    for (const one of [words, place, letter]) one.addEventListener("input", filter);
    words.form.addEventListener("submit", (event) => event.preventDefault());
    const turn = (step) => { first += step * perPage; draw(); roll.scrollIntoView(); };
    at("back").addEventListener("click", () => turn(-1));
    at("on").addEventListener("click", () => turn(1));
    // buttons elsewhere on the page that show their part of the list
    for (const button of document.querySelectorAll("[data-find], [data-letter]"))
      button.addEventListener("click", () => {
        words.value = button.dataset.find ?? "";
        letter.value = button.dataset.letter ?? "";
        place.value = "";
        filter();
        words.form.scrollIntoView();
        words.focus({ preventScroll: true });
      });
  }
}
