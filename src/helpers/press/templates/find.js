"use strict";
// Tools that a page can do without: they find rows in long tables and copy citations. Nothing is fetched, nothing is kept.
(() => {
const add = (parent, name, words = {}) => parent.appendChild(Object.assign(document.createElement(name), words));
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function choice(form, name, options) {
  const select = add(add(form, "label", {textContent: name + " "}), "select");
  for (const [value, text] of options) add(select, "option", {value, textContent: text});
  return select;
}

function finder(table) {
  const body = table.tBodies[0], rows = [...body.rows], facets = JSON.parse(table.dataset.facets);
  const kept = rows.map(row => ({
    row, facets: JSON.parse(row.dataset.facets), keys: JSON.parse(row.dataset.keys), text: plain(row.textContent)
  }));
  const form = Object.assign(document.createElement("form"), {className: "finder"});
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Find in the table");
  const words = add(add(form, "label", {textContent: "Search "}), "input", {type: "search"});
  const selects = facets.map(({name, choices}, i) => {
    const used = choices.filter(value => kept.some(one => one.facets[i] === value));
    return choice(form, name, [["", "all"], ...used.map(value => [value, value])]);
  });
  const heads = [...table.tHead.rows[0].cells].map(head => head.textContent);
  const sortable = heads.map((_, i) => i).filter(i => kept.some(one => one.keys[i]));
  const order = choice(form, "Sort by", [["", "as listed"], ...sortable.flatMap(i =>
    [[`${i} 1`, `${heads[i]}, upwards`], [`${i} -1`, `${heads[i]}, downwards`]])]);
  const all = add(form, "button", {type: "button", textContent: "Show all"});
  const said = add(form, "output");
  table.before(form);

  function find() {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of kept) {
      one.row.hidden = !(wanted.every(word => one.text.includes(word))
        && selects.every((select, i) => !select.value || one.facets[i] === select.value));
      shown += !one.row.hidden;
    }
    said.textContent = shown === kept.length ? `${shown} rows` : `${shown} of ${kept.length} rows`;
  }
  function sort() {
    const [at, way] = order.value.split(" ").map(Number);
    const by = (a, b) => way * a.keys[at].localeCompare(b.keys[at], "en", {numeric: true});
    body.append(...(order.value ? [...kept].sort(by) : kept).map(one => one.row));
  }
  function clear() {
    form.reset();
    find();
    sort();
  }
  form.addEventListener("submit", event => event.preventDefault());
  words.addEventListener("input", find);
  selects.forEach(select => select.addEventListener("change", find));
  order.addEventListener("change", sort);
  all.addEventListener("click", clear);
  // A link to a row that is filtered out shows it.
  addEventListener("hashchange", () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row && row.hidden && body.contains(row)) { clear(); row.scrollIntoView(); }
  });
  find();
}

function copier(line) {
  const button = add(line.parentNode, "button", {type: "button", className: "copy", textContent: "Copy"});
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(line);
      button.textContent = "Selected: press Ctrl+C";
    }
  });
}

document.querySelectorAll("table[data-facets]").forEach(finder);
document.querySelectorAll(".cite > q").forEach(copier);
})();
