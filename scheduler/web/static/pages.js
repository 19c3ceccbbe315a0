"use strict";
// Live figures by polling while the page is looked at, keys, and nothing else. It keeps nothing, and asks nobody else.
(() => {
  const root = document.body.dataset.root;
  const EVERY = 3000;

  const get = async (path) => {
    const answer = await fetch(root + path, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  // Parts of a page that tell of runs are drawn anew while some run, and once after the last.
  let drawn = "";
  const redraw = async (runs) => {
    const state = runs.length ? JSON.stringify(runs) : "";
    const places = [...document.querySelectorAll("[data-live]")];
    if (!places.length || state === drawn) return;
    drawn = state;
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-live]");
    if (fresh.length === places.length) places.forEach((place, at) => place.replaceWith(fresh[at]));
  };

  // What runs now, as a line under the menu.
  const now = document.querySelector("[data-now]");
  const showNow = async () => {
    if (document.hidden) return;
    try {
      const facts = await get("/api/v1/now");
      now.textContent = facts.runs.map((run) => run.says).join(" · ");
      await redraw(facts.runs);
    } catch { now.textContent = ""; }
  };
  setInterval(showNow, EVERY);

  // A survey that goes on: its page is loaded again when there is more to see.
  const trial = document.querySelector("[data-trial]");
  if (trial) {
    const known = trial.children.length;
    setInterval(async () => {
      if (document.hidden) return;
      try {
        const facts = await get("/api/v1/trials/" + trial.dataset.trial);
        if (facts.done || facts.steps.length > known) location.reload();
      } catch { /* the next look tells */ }
    }, 1500);
  }

  // Keys: / search, j and k through a list, g and a letter to a page, ? what the keys are.
  let going = false, place = -1;
  const rows = () => [...document.querySelectorAll("[data-list] > li, [data-list] > article, [data-list] tbody tr")];
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    all[place]?.classList.remove("at");
    place = Math.max(0, Math.min(all.length - 1, place + step));
    all[place].classList.add("at");
    all[place].scrollIntoView({ block: "nearest" });
    all[place].querySelector("a")?.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const key = event.key;
    if (going) {
      going = false;
      const link = [...document.querySelectorAll("nav [data-key]")].find((each) => each.dataset.key === key);
      if (link) { event.preventDefault(); link.click(); }
    } else if (key === "/") { event.preventDefault(); document.getElementById("q")?.focus(); }
    else if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "g") going = true;
    else if (key === "?") location.href = root + "/help";
  });
})();
