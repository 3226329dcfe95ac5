
"use strict";
// The page is whole without this: it adds the filter, which it keeps in the address, buttons that
// copy, and opens what a link points to.
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const toggle = document.getElementById("toggle");
  const cases = Array.from(document.querySelectorAll(".case"));
  const sections = Array.from(document.querySelectorAll(".cases"));
  const texts = new Map();

  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };

  const apply = () => {
    const data = new FormData(form);
    const verdicts = new Set(data.getAll("verdict"));
    const wanted = data.get("text").trim().toLowerCase();
    let count = 0;
    for (const element of cases) {
      const fits = verdicts.has(element.dataset.verdict) && (!wanted || textOf(element).includes(wanted));
      element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector(".case:not([hidden])");
    shown.textContent = `${count} of ${cases.length} cases shown`;
    label();
  };

  const visible = () => cases.filter((element) => !element.hidden);
  const label = () => {
    const closed = visible().some((element) => !element.open);
    toggle.textContent = closed ? "Open all shown" : "Close all shown";
  };

  const reveal = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    const element = target && target.closest(".case");
    if (!element) return;
    if (element.hidden) { form.reset(); apply(); }
    element.open = true;
    element.scrollIntoView();
    element.querySelector("summary").focus({ preventScroll: true });
    label();
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  toggle.addEventListener("click", () => {
    const open = visible().some((element) => !element.open);
    for (const element of visible()) element.open = open;
    label();
  });
  // A link to where one is already does not change the hash.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) reveal();
  });
  addEventListener("hashchange", reveal);

  for (const button of document.querySelectorAll(".copier")) {
    if (!navigator.clipboard) break;
    const said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.nextElementSibling.textContent);
        button.textContent = "Copied";
      } catch { button.textContent = "Not allowed: select and copy the text"; }
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  }

  // What is chosen stands in the address, so that a link shows the same.
  const remember = () => {
    const data = new FormData(form);
    const verdicts = data.getAll("verdict");
    const all = form.querySelectorAll("[name=verdict]").length;
    const query = new URLSearchParams();
    if (verdicts.length < all) query.set("verdict", verdicts.join(","));
    if (data.get("text").trim()) query.set("text", data.get("text").trim());
    const search = query.toString();
    try {
      history.replaceState(null, "", location.pathname + (search ? `?${search}` : "") + location.hash);
    } catch { /* a page of a sandboxed frame has no address */ }
  };
  const recall = () => {
    const query = new URLSearchParams(location.search);
    const verdicts = query.get("verdict");
    if (verdicts !== null) {
      const wanted = new Set(verdicts.split(","));
      for (const box of form.querySelectorAll("[name=verdict]")) box.checked = wanted.has(box.value);
    }
    if (query.get("text")) form.querySelector("[name=text]").value = query.get("text");
  };
  form.addEventListener("input", remember);

  form.hidden = false;
  recall();
  apply();
  reveal();
})();
