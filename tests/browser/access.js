// What an accessibility checker asks of a page, for the parts that this one has (WCAG 2.2): returns
// what is wrong, one line each.
const faults = [];
const seen = (element) => element.checkVisibility({ visibilityProperty: true }) &&
  element.getClientRects().length > 0;
const about = (element) => element.outerHTML.slice(0, 120);
const all = (selector) => Array.from(document.querySelectorAll(selector)).filter(seen);

// 4.1.2: every control has a name.
for (const control of all("a, button, input, select, summary")) {
  const label = control.labels && control.labels[0] ? control.labels[0].textContent : "";
  const name = control.ariaLabel || control.textContent.trim() || label.trim();
  if (!name) faults.push(`no name: ${about(control)}`);
}
// 1.3.1: one h1, and no level is left out.
const headings = all("h1, h2, h3, h4, h5, h6");
if (all("h1").length !== 1) faults.push(`${all("h1").length} h1`);
headings.reduce((before, heading) => {
  const level = Number(heading.tagName[1]);
  if (level > before + 1) faults.push(`h${before} is followed by ${about(heading)}`);
  if (!heading.textContent.trim()) faults.push(`empty heading: ${about(heading)}`);
  return level;
}, 0);
// Landmarks, language, title.
for (const name of ["main", "header", "footer"]) {
  if (all(`body > ${name}`).length !== 1) faults.push(`landmark ${name}`);
}
if (!document.documentElement.lang) faults.push("no language");
if (!document.title.trim()) faults.push("no title");
const skip = document.querySelector("a");
if (!document.querySelector(skip.getAttribute("href"))) faults.push("the skip link leads nowhere");
// Tables: a caption, headers with a scope, as many cells as columns.
for (const table of all("table")) {
  if (!table.caption || !table.caption.textContent.trim()) faults.push(`no caption: ${about(table)}`);
  for (const head of table.querySelectorAll("th")) {
    if (!["row", "col"].includes(head.scope)) faults.push(`no scope: ${about(head)}`);
  }
  const columns = table.tHead.rows[0].cells.length;
  for (const row of Array.from(table.rows)) {
    const cells = Array.from(row.cells).reduce((sum, cell) => sum + cell.colSpan, 0);
    if (cells !== columns) faults.push(`${cells} of ${columns} cells: ${about(row)}`);
  }
}
// Ids are unique, and what is pointed at exists.
const ids = new Set();
for (const element of document.querySelectorAll("[id]")) {
  if (ids.has(element.id)) faults.push(`id twice: ${element.id}`);
  ids.add(element.id);
}
for (const element of document.querySelectorAll("[aria-labelledby]")) {
  if (!ids.has(element.getAttribute("aria-labelledby"))) faults.push(`labelled by nothing: ${about(element)}`);
}
// Graphics say nothing that text does not say.
for (const graphic of document.querySelectorAll("svg")) {
  if (graphic.getAttribute("aria-hidden") !== "true") faults.push(`svg: ${about(graphic)}`);
}
// What scrolls can be reached by keyboard.
for (const wide of all(".wide")) {
  if (wide.tabIndex !== 0 || !wide.ariaLabel) faults.push(`scrolls without a name: ${about(wide)}`);
}
// 2.5.8: targets are at least 24 by 24 pixels, but for those in a line of text.
for (const control of all("button, select, input")) {
  const box = control.getBoundingClientRect();
  if (box.height < 23.5 || box.width < 23.5) faults.push(`${box.width} x ${box.height}: ${about(control)}`);
}
// 1.4.3: contrast of 4.5 to 1, or 3 to 1 for large text.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const colour = (text) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const ground = (element) => {
  for (let own = element; own; own = own.parentElement) {
    const found = colour(getComputedStyle(own).backgroundColor);
    if (found[3] === 255) return found;
  }
  return [255, 255, 255, 255];
};
const told = new Set();
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.textContent.trim() || !seen(element)) continue;
  const style = getComputedStyle(element);
  const [a, b] = [light(colour(style.color)), light(ground(element))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const key = `${style.color} on ${ground(element)} in ${element.className || element.tagName}`;
  if (ratio < (large ? 3 : 4.5) && !told.has(key)) {
    told.add(key);
    faults.push(`contrast ${ratio.toFixed(2)}: ${key}: ${about(element)}`);
  }
}
// 1.4.10: nothing but tables has to be moved sideways.
if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
  faults.push(`the page is ${document.documentElement.scrollWidth} wide in ${document.documentElement.clientWidth}`);
}
return faults;
