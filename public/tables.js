// Sorts tables by their headers and runs the race of the speed page. Plain JavaScript on purpose: everything stands
// in the document already, so the page needs no WebAssembly, and without this file it is merely still.
(() => {
  const query = new URLSearchParams(location.search);

  // A table with data-sort gets a button in every header; the address keeps column and direction.
  for (const table of document.querySelectorAll("table[data-sort]")) {
    const name = table.dataset.sort;
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const value = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.value ?? cell.textContent.trim();
    };
    const compare = (a, b) => (isNaN(a) || isNaN(b) ? a.localeCompare(b, "en", { numeric: true }) : a - b);
    const sort = (column, down) => {
      const missing = (row) => row.cells[column].classList.contains("none") || value(row, column) === "–";
      const order = [...rows].sort((a, b) =>
        missing(a) - missing(b) || (missing(a) ? 0 : compare(value(a, column), value(b, column)) * (down ? -1 : 1)));
      body.replaceChildren(...order);
      heads.forEach((head, at) =>
        head.setAttribute("aria-sort", at !== column ? "none" : down ? "descending" : "ascending"));
    };
    const slug = (head) => head.textContent.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const names = heads.map(slug);
    heads.forEach((head, column) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.onclick = () => {
        const now = head.getAttribute("aria-sort");
        // Numbers are sought from above, names from their beginning.
        const down = now === "none" ? head.classList.contains("number") : now === "ascending";
        sort(column, down);
        query.set(name, (down ? "-" : "") + names[column]);
        history.replaceState(null, "", `?${query}`);
      };
    });
    const asked = query.get(name) ?? "";
    const column = names.indexOf(asked.replace(/^-/, ""));
    if (column >= 0) sort(column, asked.startsWith("-"));
  }

  // A link to a part that is folded opens it.
  const open = () => {
    const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part?.matches("details")) part.open = true;
  };
  addEventListener("hashchange", open);
  open();

  const race = document.getElementById("race");
  if (!race) return;
  const text = race.dataset.text;
  const said = race.querySelector(".said");
  const lanes = [...race.querySelectorAll(".lane")].map((lane) => ({
    seconds: Number(lane.dataset.seconds),
    tokens: Number(lane.dataset.tokens),
    name: lane.querySelector("strong").textContent,
    clock: lane.querySelector(".clock"),
    bar: lane.querySelector("progress"),
    flow: lane.querySelector(".flow"),
    shown: -1,
  }));
  const end = Math.max(...lanes.map((lane) => lane.seconds));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = end;
  let last = 0;
  let factor = 1;
  let running = false;

  // The last 240 characters of what has been written by now; the text goes round.
  const written = (tokens) => {
    const to = tokens * 4;
    let part = "";
    for (let from = Math.max(0, to - 240); from < to; from += 1) part += text[from % text.length];
    return part;
  };
  const draw = () => {
    for (const lane of lanes) {
      const now = Math.min(at, lane.seconds);
      const tokens = Math.floor((now / lane.seconds) * lane.tokens + 1e-9);
      lane.clock.textContent = now < lane.seconds ? `${now.toFixed(1)} of ${lane.seconds} s, ${tokens.toLocaleString("en")} tokens` : `${lane.seconds} s, ${lane.tokens.toLocaleString("en")} tokens`;
      lane.bar.value = (100 * now) / lane.seconds;
      if (tokens !== lane.shown) lane.flow.textContent = written(lane.shown = tokens);
    }
  };
  const button = (words, act) => Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: act });
  const step = (time) => {
    if (!running) return;
    const before = at;
    // A tab in the background gets no frames: the race waits for its reader.
    at = Math.min(end, at + (Math.min(250, time - last) / 1000) * factor);
    last = time;
    draw();
    for (const lane of lanes) {
      if (before < lane.seconds && at >= lane.seconds) said.textContent = `${lane.name} has ended after ${lane.seconds} seconds.`;
    }
    if (at >= end) halt();
    else requestAnimationFrame(step);
  };
  const halt = (words) => {
    running = false;
    start.textContent = at >= end ? "Start" : "Go on";
    if (words) said.textContent = words;
  };
  const start = button("Start", () => {
    if (running) return halt(`Paused at ${at.toFixed(0)} seconds.`);
    if (at >= end) at = 0;
    running = true;
    last = performance.now();
    start.textContent = "Pause";
    said.textContent = "Running.";
    requestAnimationFrame(step);
  });
  const again = button("From the beginning", () => { at = 0; draw(); if (!running) halt("At the beginning."); });
  const faster = button("10 times as fast", () => {
    factor = factor === 1 ? 10 : 1;
    faster.setAttribute("aria-pressed", factor === 10);
  });
  faster.setAttribute("aria-pressed", "false");
  const tools = Object.assign(document.createElement("p"), { className: "answer-tools" });
  tools.append(start, " ", again, " ", faster);
  const calm = Object.assign(document.createElement("p"), { className: "note", textContent: "Your system asks for less motion: the lanes show how the race ends." });
  const prefer = () => {
    if (still.matches) { at = end; halt(); }
    tools.hidden = still.matches;
    calm.hidden = !still.matches;
    draw();
  };
  race.prepend(tools, calm);
  still.addEventListener("change", prefer);
  prefer();
})();
