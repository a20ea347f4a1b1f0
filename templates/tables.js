"use strict";
const words = document.currentScript.dataset;
const language = document.documentElement.lang;
const collator = new Intl.Collator(language, { numeric: true });
const LONG = 12;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
const count = (number) => number.toLocaleString(language);

function made(name, values, ...parts) {
  const element = Object.assign(document.createElement(name), values);
  element.append(...parts);
  return element;
}

function keyOf(cell) {
  const text = cell.innerText.trim();
  const key = cell.dataset.key ?? (text === "–" ? "" : text);
  return { key, number: key === "" ? NaN : Number(key) };
}

function compared(one, other) {
  const numbers = one.number - other.number;
  return Number.isNaN(numbers) ? collator.compare(one.key, other.key) : numbers;
}

function sort(rows, place, falling) {
  const keyed = rows.map((row) => ({ row, ...keyOf(row.children[place]) }));
  const [known, unknown] = [keyed.filter((one) => one.key !== ""), keyed.filter((one) => one.key === "")];
  known.sort((one, other) => (falling ? compared(other, one) : compared(one, other)));
  return [...known, ...unknown].map((one) => one.row);
}

function addSorting(table, rows) {
  const bodies = [...table.tBodies].map((body) => ({ body, size: body.rows.length }));
  const heads = [...table.tHead.rows[0].cells];
  for (const [place, head] of heads.entries()) {
    const button = made("button", { type: "button", className: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.ariaSort === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.ariaSort = falling ? "descending" : "ascending";
      const sorted = sort(rows, place, falling);
      for (const { body, size } of bodies) body.append(...sorted.splice(0, size));
    });
  }
}

function addFilter(frame, rows) {
  const caption = frame.querySelector("caption").innerText;
  const input = made("input", { type: "search", ariaLabel: `${words.filter}: ${caption}` });
  const told = made("span", { role: "status" });
  const texts = new Map(rows.map((row) => [row, plain(row.innerText)]));
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/);
    const kept = rows.filter((row) => wanted.every((word) => texts.get(row).includes(word)));
    for (const row of rows) row.classList.toggle("out", !kept.includes(row));
    told.textContent = words.count.replace("{shown}", count(kept.length)).replace("{all}", count(rows.length));
  });
  frame.before(made("div", { className: "bar" }, told, made("label", {}, `${words.filter} `, input)));
}

for (const frame of document.querySelectorAll("[tabindex]")) {
  new ResizeObserver(() => (frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1)).observe(frame);
}

for (const frame of document.querySelectorAll(".table")) {
  const table = frame.querySelector("table");
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  if (rows.length > LONG || "sorted" in frame.dataset) addSorting(table, rows);
  if (rows.length > LONG) addFilter(frame, rows);
}
