// Loads an answer into its line on a task page when the reader opens it, with progress and another try.
// Plain JavaScript on purpose: the page needs no WebAssembly, and without this file every line is a link.
(() => {
  const list = document.getElementById("answers");
  if (!list) return;
  const lines = [...list.querySelectorAll("details")];
  const make = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);

  // Reads to the end and reports how far it is; a broken connection is an error.
  const read = async (address, size, report) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`the server says ${answer.status}`);
    const parts = [];
    let done = 0;
    for (const reader = answer.body.getReader(); ;) {
      const part = await reader.read();
      if (part.done) break;
      parts.push(part.value);
      done += part.value.length;
      if (size) report(Math.min(99, Math.round((100 * done) / size)));
    }
    return new Blob(parts).text();
  };

  // Shows what `get` gives in place of `place`; while it waits the reader sees how far it is, and a failure has a button.
  const show = async (place, what, get) => {
    const status = make("p", `Loading ${what} …`, { className: "note" });
    status.setAttribute("role", "status");
    place.replaceChildren(status);
    try {
      place.replaceChildren(await get((percent) => { status.textContent = `Loading ${what}: ${percent} %`; }));
    } catch (error) {
      const again = make("button", "Try again", { type: "button" });
      again.onclick = () => show(place, what, get);
      status.className = "failure";
      status.textContent = `${what} could not be loaded (${error.message}). `;
      status.append(again);
    }
  };

  const raw = (article) => {
    const link = article.querySelector("a[data-raw]");
    if (!link) return;
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link.parentElement, "The text", async (report) =>
        make("pre", await read(link.href, 0, report), { className: "wrapped" }));
    };
  };

  for (const line of lines) {
    const place = make("div", "");
    const name = line.querySelector("strong").textContent;
    let asked = false;
    line.addEventListener("toggle", () => {
      if (!line.open || asked) return;
      asked = true;
      line.querySelector("p").replaceWith(place);
      show(place, `The answer of ${name}`, async (report) => {
        const text = await read(line.dataset.src, Number(line.dataset.bytes), report);
        const article = new DOMParser().parseFromString(text, "text/html").getElementById("answer");
        if (!article) throw new Error("it is not as it should be");
        article.removeAttribute("id");
        raw(article);
        return document.adoptNode(article);
      });
    });
  }

  // One answer after another, or beside each other.
  const beside = make("button", "Side by side", { type: "button" });
  const all = make("button", "Open all", { type: "button" });
  const arrange = (on) => {
    beside.setAttribute("aria-pressed", on);
    list.classList.toggle("beside", on);
    for (const line of lines) on ? line.removeAttribute("name") : line.setAttribute("name", "answers");
    all.hidden = !on;
  };
  beside.onclick = () => arrange(beside.getAttribute("aria-pressed") !== "true");
  all.onclick = () => lines.forEach((line) => { line.open = true; });
  const bar = make("p", "", { className: "answer-tools" });
  bar.append(beside, " ", all);
  list.before(bar);
  arrange(false);
})();
