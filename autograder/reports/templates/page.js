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
  for (const table of document.querySelectorAll("table.sortable"))
    for (const button of table.tHead.querySelectorAll("button"))
      button.addEventListener("click", () => {
        const head = button.closest("th"), kind = button.dataset.sort, column = head.cellIndex;
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of table.tHead.rows[0].cells)
          if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const order = kind === "number" ? (a, b) => a - b : new Intl.Collator(page.lang, { numeric: true }).compare;
        const rows = [...table.tBodies[0].rows].map((row) => [value(row, column, kind), row]);
        rows.sort((a, b) => (up ? order(a[0], b[0]) : order(b[0], a[0])) || 0);
        table.tBodies[0].append(...rows.map((pair) => pair[1]));
      });

  const roll = document.getElementById("roll");
  if (roll) {
    const words = document.getElementById("words"), place = document.getElementById("place");
    const letter = document.getElementById("letter"), shown = document.getElementById("shown");
    const fits = (row) => {
      const text = (row.cells[0].textContent + " " + row.dataset.mistakes).toLowerCase();
      if (!words.value.toLowerCase().split(/\s+/).every((word) => text.includes(word))) return false;
      const letters = place.value === "" ? row.dataset.letters : row.dataset.letters.charAt(Number(place.value));
      if (letter.value === "held") return /[GR]/.test(letters);
      return letter.value === "" || letters.includes(letter.value);
    };
    const filter = () => {
      let count = 0;
      for (const row of roll.tBodies[0].rows) count += !(row.hidden = !fits(row));
      shown.textContent = String(count);
    };
    for (const one of [words, place, letter]) one.addEventListener("input", filter);
    words.form.addEventListener("submit", (event) => event.preventDefault());
  }
}
