
"use strict";
// The page is whole without this: it adds the filter, which it keeps in the address as
// #/?verdict=…&text=…, buttons that copy, and opens what a link points to.
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const toggle = document.getElementById("toggle");
  const cases = Array.from(document.querySelectorAll(".case"));
  const sections = Array.from(document.querySelectorAll(".cases"));
  const boxes = Array.from(form.querySelectorAll("[name=verdict]"));
  const wanted = form.querySelector("[name=text]");
  const texts = new Map();

  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };

  const apply = () => {
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const text = wanted.value.trim().toLowerCase();
    let count = 0;
    for (const element of cases) {
      const fits = verdicts.has(element.dataset.verdict) && (!text || textOf(element).includes(text));
      element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector(".case:not([hidden])");
    shown.textContent = `${count} of ${cases.length} shown`;
    label();
  };

  const visible = () => cases.filter((element) => !element.hidden);
  const label = () => {
    const closed = visible().some((element) => !element.open);
    toggle.textContent = closed ? "Open all shown" : "Close all shown";
  };

  // What is chosen stands in the address, so that a link shows the same.
  const remember = () => {
    const query = new URLSearchParams();
    const checked = boxes.filter((box) => box.checked);
    if (checked.length < boxes.length) query.set("verdict", checked.map((box) => box.value).join(","));
    if (wanted.value.trim()) query.set("text", wanted.value.trim());
    const search = query.toString();
    try {
      history.replaceState(null, "", search ? `#/?${search}` : location.pathname + location.search);
    } catch { /* a page of a sandboxed frame has no address */ }
  };
  const recall = () => {
    const query = new URLSearchParams(location.hash.slice("#/?".length));
    const verdicts = query.get("verdict");
    const chosen = new Set((verdicts ?? "").split(","));
    for (const box of boxes) box.checked = verdicts === null || chosen.has(box.value);
    wanted.value = query.get("text") ?? "";
    apply();
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
  const follow = () => {
    if (location.hash.startsWith("#/?")) {
      recall();
      document.getElementById("cases").scrollIntoView();
    } else reveal();
  };

  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  toggle.addEventListener("click", () => {
    const open = visible().some((element) => !element.open);
    for (const element of visible()) element.open = open;
    label();
  });
  for (const count of document.querySelectorAll("[data-show]")) {
    count.setAttribute("href", `#/?verdict=${encodeURIComponent(count.dataset.show)}`);
  }
  // A link to where one is already does not change the hash.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && (link.hash ?? link.getAttribute("href")) === location.hash) follow();
  });
  addEventListener("hashchange", follow);

  for (const button of document.querySelectorAll(".copier")) {
    if (!navigator.clipboard) break;
    const said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        button.textContent = "Copied";
      } catch { button.textContent = "Not allowed: select and copy the text"; }
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  }

  form.hidden = false;
  if (location.hash.startsWith("#/?")) recall();
  else apply();
  follow();
})();
