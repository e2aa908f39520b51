"use strict";
// Keys and small helps; every button and link also works without this file.
const form = document.getElementById("decide");
const points = document.getElementById("points");

function add_up() {
  const items = [...form.querySelectorAll("input[data-points]")];
  const sum = items.filter((item) => item.checked).reduce((total, item) => total + Number(item.dataset.points), 0);
  points.value = String(Math.round(100 * Math.min(Number(points.dataset.most), Math.max(0, sum))) / 100);
}

if (form) {
  form.addEventListener("change", (event) => { if (event.target.matches("input[data-points]")) add_up(); });
  for (const button of document.querySelectorAll("button[data-set]")) {
    button.addEventListener("click", () => { points.value = button.dataset.set; points.focus(); });
  }
  for (const button of document.querySelectorAll("button[data-comment]")) {
    button.addEventListener("click", () => {
      const comment = document.getElementById("comment");
      comment.value = [comment.value.trim(), button.dataset.comment].filter(Boolean).join("\n\n");
      comment.focus();
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.main"));
    return;
  }
  const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
  if (event.key === "Escape" && typing) { event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = form && form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
  if (item) { item.click(); return; }
  const press = { n: "#next", p: "#previous", u: "#undo button" }[event.key];
  const target = press && document.querySelector(press);
  if (target) { target.click(); return; }
  if (event.key === "0" && points) { points.value = "0"; return; }
  if (event.key === "c" && form) { event.preventDefault(); document.getElementById("comment").focus(); return; }
  if (event.key === "/" && document.getElementById("find")) { event.preventDefault(); document.getElementById("find").focus(); }
});

// A long file opens where the reader is to look.
for (const source of document.querySelectorAll(".source")) {
  const first = source.querySelector(".marked");
  if (first) source.scrollTop += first.getBoundingClientRect().top - source.getBoundingClientRect().top - 8;
}
