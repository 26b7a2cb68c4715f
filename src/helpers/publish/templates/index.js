"use strict";
const box = document.getElementById("search"), said = document.getElementById("found");
const reports = [...document.querySelectorAll("article")];
function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const report of reports) {
    const text = report.textContent.toLowerCase();
    report.hidden = !words.every(word => text.includes(word));
    shown += !report.hidden;
  }
  said.textContent = words.length ? `${shown} of ${reports.length} reports` : "";
}
if (box) {
  box.parentElement.hidden = false;
  box.addEventListener("input", filter);
}
for (const due of document.querySelectorAll("[data-overdue-from]")) {
  if (Date.now() >= Date.parse(due.dataset.overdueFrom)) {
    due.classList.add("overdue");
    due.querySelector("b").textContent = "Overdue since";
  }
}
